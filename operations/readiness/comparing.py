"""Properties of a resource as AWS has them against those that are declared, in words for people."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from operations.live.export import SECRET
from operations.live.stack_state import StateResource
from operations.readiness.rule import Problem, needed, spared

# `needed` or `spared`.
Verdict = Callable[..., Problem]
_NONE = "none"


@dataclass(frozen=True)
class Facet:
    """One property: what AWS has, and what is declared. What is not declared is AWS's to choose."""

    name: str
    found: Any
    declared: Any


def unlike(*facets: Facet) -> str:
    """`port is 80, declared is 8080; …` for each that differs, and nothing where none does.

    Lists are taken as sets, numbers and booleans as AWS writes them. A secret is never compared.
    """
    return "; ".join(
        f"{each.name} is {_told(each.found)}, declared is {_told(each.declared)}"
        for each in facets
        if each.declared is not None and each.declared != SECRET and plain(each.found) != plain(each.declared)
    )


def plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """As AWS writes it: numbers and booleans as text, lists without an order, nothing as `none`."""
    if value is None or (hasattr(value, "__len__") and not value):
        return _NONE
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else str(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return sorted({json.dumps(plain(each), sort_keys=True) for each in value})
    return str(value)


def _told(value: Any) -> str:  # noqa: ANN401 - JSON
    written = plain(value)
    if isinstance(written, list):
        return ", ".join(each.strip('"') for each in written)
    return written if isinstance(written, str) else json.dumps(written, sort_keys=True)


def differing(verdict: Verdict, resource: StateResource, means: str, *facets: Facet) -> Iterator[Problem]:
    """One problem that names every property which is not as declared."""
    if told := unlike(*facets):
        yield verdict(resource, told, means)


def snake(key: str) -> str:
    """`accessLogs` gives `access_logs`."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in key)


def verdict_on(resource: StateResource, lives_without: Iterable[str]) -> Verdict:
    """`spared` for what belongs to one of these components, such as `standby:network:FlowLogs`, else `needed`."""
    parents = resource.urn.split("::")[2].split("$")[:-1]
    return spared if set(lives_without) & set(parents) else needed
