"""What AWS documents of services whose work the sandbox does not do, and grants that nobody asks for there."""

from collections.abc import Iterator, Mapping

from tests.roles.declared import Asked

EVERYWHERE = ("ecs", "eks")


def _asks(resource: str, *actions: str, who: str = "", **context: str) -> Iterator[Asked]:
    """Rights to one resource, in the program's names or in AWS's."""
    yield from (
        Asked(runtime="", who=who, action=action, resources=(resource,), context={key: [value] for key, value in context.items()})
        for action in actions
    )
DOCUMENTED: Mapping[str, tuple[Asked, ...]] = {}
UNASKED: Mapping[tuple[str, str], str] = {}
