"""What may become of a property: it is empty, absent, not known or of another type. And of what it refers to."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from framework.graph import NAMES
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.schema import expected
from tests.policies.watching import Path

EMPTY, ABSENT, UNKNOWN_KIND, MISTYPED, DANGLING = "empty", "absent", "unknown", "of another type", "dangling"
KINDS = (EMPTY, ABSENT, UNKNOWN_KIND, MISTYPED, DANGLING)
_GONE = object()
# Texts to the provider, and switches to AWS: both can be read.
_TEXT_SWITCHES = {"deleteOnTermination", "loadBalancingCrossZoneEnabled"}
_NOBODY = "nobody-is-called-this"
# Nothing of it can be read as a value of another one's type: "true" would do as a switch, and "3" as a number.
_OF_TYPES: Mapping[type, Any] = {
    float: 7.5,
    str: "a text",
    list: ["a list"],
    dict: {"an": "object"},
}


@dataclass(frozen=True)
class Alteration:
    """One property of one resource, and what becomes of it."""

    kind: str
    resource: int
    path: Path
    value: Any
    # Whether what the property was made of is still said.
    graph: bool = True

    def applied_to(self, stack: Sequence[Declared]) -> list[Declared]:
        """The stack with it. The resources that refer to the altered one refer to its altered self."""
        old = stack[self.resource]
        props = deepcopy({**dict.fromkeys(old.refs, UNKNOWN), **old.props})
        _put(props, self.path, self.value)
        refs = {key: found for key, found in old.refs.items() if self.graph or key != self.path[0]}
        return _exchanged(stack, old, replace(old, props=props, refs=refs, own_urn=old.urn))

    def __str__(self) -> str:
        """As a line of a report."""
        return self.kind


def _exchanged(stack: Sequence[Declared], old: Declared, new: Declared) -> list[Declared]:
    made = {id(each): new if each is old else replace(each, own_urn=each.urn) for each in stack}
    for each in made.values():
        each.refs = {key: [made.get(id(one), one) for one in found] for key, found in each.refs.items()}
        each.parent = made.get(id(each.parent), each.parent)
    return list(made.values())


def _put(place: Any, path: Path, value: Any) -> None:  # noqa: ANN401
    *folders, last = path
    for each in folders:
        place = place[each]
    if value is not _GONE:
        place[last] = value
    elif isinstance(place, list):
        del place[int(last)]
    else:
        place.pop(last, None)


def of_seed(stack: Sequence[Declared], seen: Sequence[tuple[str, Path]]) -> Iterator[Alteration]:
    """Every alteration of everything that was looked at; resources that are alike there are altered once."""
    done = set()
    for urn, path in seen:
        (index,) = [number for number, each in enumerate(stack) if each.urn == urn]
        resource = stack[index]
        props = {**dict.fromkeys(resource.refs, UNKNOWN), **resource.props}
        if not _reached(props, path[:-1]) or (path[0] in NAMES and _at(props, path[:1]) in (_GONE, None, "")):
            continue
        alike = (resource.type, path, repr(_at(props, path)), path[0] in resource.refs)
        if alike in done:
            continue
        done.add(alike)
        yield from _of_value(index, path, _at(props, path), expected(resource.type, path))
        if path[0] in resource.refs:
            yield from _of_reference(index, path, _at(props, path), resource)


def _of_value(index: int, path: Path, found: Any, wanted: frozenset[type]) -> Iterator[Alteration]:  # noqa: ANN401
    nothing = found in (_GONE, None, "", [])
    empties: tuple[Any, ...] = ("", [], {})
    for empty in empties:
        if found != empty and not (nothing and (empty == "" or type(empty) in (wanted or frozenset({list})) - {dict})):
            yield Alteration(EMPTY, index, path, empty, graph=False)
    if not nothing:
        # Pulumi leaves out what is null in a program, but not in what a program hands over as JSON.
        inside = len(path) > 1
        yield Alteration(ABSENT, index, path, None if isinstance(path[-1], str) and inside else _GONE, graph=inside)
    if found != UNKNOWN:
        yield Alteration(UNKNOWN_KIND, index, path, UNKNOWN, graph=False)
    types = wanted or frozenset({type(found)})
    if nothing and not wanted:
        return
    for kind, sample in _OF_TYPES.items():
        if kind not in types and not (kind is float and int in types):
            yield Alteration(MISTYPED, index, path, sample, graph=False)
    if bool not in types and path[-1] not in _TEXT_SWITCHES:
        yield from (Alteration(MISTYPED, index, path, each, graph=False) for each in (True, False))


def _of_reference(index: int, path: Path, found: Any, resource: Declared) -> Iterator[Alteration]:  # noqa: ANN401
    if found != UNKNOWN:
        yield Alteration(UNKNOWN_KIND, index, path, UNKNOWN)
    elif len(path) == 1:
        yield Alteration(UNKNOWN_KIND, index, path, UNKNOWN, graph=False)
    lists = list in expected(resource.type, path) or isinstance(found, list)
    for named in (_NOBODY, *(each.urn for each in resource.refs[str(path[0])][:1])):
        if found == UNKNOWN or isinstance(found, str | list):
            yield Alteration(DANGLING, index, path, [f"{named}-{n}" for n in range(3)] if lists else named, graph=False)


def _reached(place: Any, path: Path) -> bool:  # noqa: ANN401
    return _at(place, path) is not _GONE and isinstance(_at(place, path), dict | list)


def _at(place: Any, path: Path) -> Any:  # noqa: ANN401
    for each in path:
        inside = each in place if isinstance(place, dict) else isinstance(each, int) and _has(place, each)
        if not inside:
            return _GONE
        place = place[each]
    return place


def _has(place: Any, index: int) -> bool:  # noqa: ANN401
    return isinstance(place, list | tuple) and index < len(place)
