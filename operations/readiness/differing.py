"""Properties and versions of one resource against what is declared."""

from collections.abc import Iterator

from operations.live.stack_state import StateResource
from operations.readiness.comparing import Facet, Verdict, unlike
from operations.readiness.rule import Problem


def differing(verdict: Verdict, resource: StateResource, means: str, *facets: Facet) -> Iterator[Problem]:
    """One problem that names every property which is not as declared."""
    if told := unlike(*facets):
        yield verdict(resource, told, means)


def version(text: str) -> tuple[int, ...]:
    """`16.8` as numbers that compare; what is no number ends it."""
    numbers: list[int] = []
    for part in text.lstrip("v").split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)
