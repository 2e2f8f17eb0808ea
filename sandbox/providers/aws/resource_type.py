"""What a resource type adds to the provider. Everything that all types share is elsewhere in this package."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.call import Call

Inputs = Mapping[str, Any]
Outputs = dict[str, Any]


class ResourceType:
    """One AWS resource type.

    Inputs arrive in plain camelCase with defaults and names filled in. `read` returns what AWS says now; properties
    that it leaves out keep their input's value. `update` gets the paths' top-level names that changed.
    """

    token: ClassVar[str]
    # Inputs that the type handles; any other is refused by name.
    properties: ClassVar[frozenset[str]]
    # Outputs beside the inputs; unknown in a preview of a create.
    computed: ClassVar[frozenset[str]] = frozenset()
    # Which input Pulumi fills with `LOGICALNAME-1234567` where it is left out, and AWS's limit on its length.
    name_property: ClassVar[str] = ""
    name_limit: ClassVar[int] = 255
    # IAM, Route 53 and CloudFront have no region.
    is_global: ClassVar[bool] = False
    # Properties that hold JSON documents: compared by meaning.
    documents: ClassVar[frozenset[str]] = frozenset()
    # Lists whose order means nothing to AWS.
    sets: ClassVar[frozenset[str]] = frozenset()
    # Outputs that must never be plain in a state.
    secrets: ClassVar[frozenset[str]] = frozenset()
    # Computed outputs that a change of some input makes unknown in a preview: input -> outputs.
    unsettles: ClassVar[Mapping[str, frozenset[str]]] = {}
    delete_before_replace: ClassVar[bool] = False
    tagged: ClassVar[bool] = True

    def create(self, call: Call, inputs: Inputs) -> str:
        """Make it and return its id."""
        raise NotImplementedError

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """What AWS says of it, or None where it is gone."""
        raise NotImplementedError

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Change it in place."""
        raise NotImplementedError

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """Delete it; absence is no error."""
        raise NotImplementedError

    def problems(self, inputs: Inputs) -> list[tuple[str, str]]:
        """What else is wrong with inputs: property and reason."""
        del inputs
        return []


def all_types() -> dict[str, type[ResourceType]]:
    """Every type that the sub-packages define, by token. Importing them registers nothing else."""
    from sandbox.providers.aws import families  # noqa: PLC0415 - the families import this module

    families.load()
    found: dict[str, type[ResourceType]] = {}
    waiting = list(ResourceType.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "token" in vars(kind):
            found[kind.token] = kind
    return found


Function = Callable[[Call, Inputs], Outputs]
FUNCTIONS: dict[str, Function] = {}


def function(token: str) -> Callable[[Function], Function]:
    """Register a function (`aws:x/getY:getY`) of the provider."""

    def register(work: Function) -> Function:
        FUNCTIONS[token] = work
        return work

    return register
