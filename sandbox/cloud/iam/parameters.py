"""What a call says, by name: whatever protocol it comes in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree as ET

from sandbox.cloud.operations import path_values
from sandbox.cloud.request import AwsCall, form_pairs

# Levels of a list in the query protocol, which are no names of their own.
_LEVELS = frozenset({"member", "entry", "item", "items"})
# Maps whose keys are the caller's words, and keep their case.
_NAMED_BY_CALLERS = frozenset({"requestitems", "encryptioncontext"})
# Of the last calls: a call is read once, however many ask what it says.
_REMEMBERED = 1024
_TAGS = frozenset({"tag", "tags", "taglist", "tagset", "resourcetags", "hostedzonetags"})
Path = tuple[str, ...]
_PAIR = 2


class Parameters:
    """Values by their path. Names have no case: protocols differ in it."""

    def __init__(self, pairs: Iterable[tuple[Path, str]]) -> None:
        self._pairs = tuple(pairs)
        self._by_first: dict[str, list[tuple[Path, str]]] = {}
        for path, value in self._pairs:
            if path:
                self._by_first.setdefault(path[0], []).append((path, value))

    def named(self, *names: str) -> list[str]:
        """The values of a parameter, or of each element of its list, by the first of the names that has any."""
        for name in names:
            under = self._by_first.get(name.lower(), ())
            found = [value for path, value in under if len(path) == 1]
            if not found:
                found = [value for path, value in under if _is_list(path)]
            if found:
                return found
        return []

    def anywhere(self, name: str) -> list[str]:
        """The values of a name on any level."""
        return [value for path, value in self._pairs if path and path[-1] == name.lower()]

    def under(self, name: str) -> dict[str, str]:
        """What a parameter that is a map says, by its keys."""
        return {path[1]: value for path, value in self._by_first.get(name.lower(), ()) if len(path) == _PAIR}

    def has(self, name: str) -> bool:
        """Whether there is anything under a name, or under names that follow each other with a dot between."""
        wanted = tuple(name.lower().split("."))
        return any(_follow(wanted, [part for part in path if not part.isdigit()]) for path, _ in self._pairs)

    def keys_of(self, name: str) -> list[str]:
        """The keys of a parameter that is a map whose keys are names of the caller's."""
        return [path[1] for path, _ in self._by_first.get(name.lower(), ()) if len(path) > 1]

    def values(self) -> Iterator[str]:
        """All of them."""
        return (value for _, value in self._pairs)

    @cached_property
    def arns(self) -> tuple[str, ...]:
        """Those that are ARNs."""
        return tuple(value for value in self.values() if value.startswith("arn:"))

    @cached_property
    def tags(self) -> Mapping[str, str]:
        """Tags that come with the call."""
        found: dict[str, str] = {}
        names: dict[Path, str] = {}
        for path, value in self._pairs:
            if _TAGS.isdisjoint(path):
                continue
            last = path[-1]
            if last in {"key", "tagkey"}:
                names[path[:-1]] = value
                found.setdefault(value, "")
            elif last in {"value", "tagvalue"} and path[:-1] in names:
                found[names[path[:-1]]] = value
            elif len(path) > 1 and path[-2] in _TAGS and _TAGS.isdisjoint(path[:-2]) and not last.isdigit():
                found[last] = value
        return found


def parameters_of(call: AwsCall) -> Parameters:
    """Read them."""
    named = path_values(call.service, call.action, call.method, call.full_path)
    return _read(named, call.query, call.body, is_form=call.is_query_protocol)


@lru_cache(maxsize=_REMEMBERED)
def _read(named: tuple[tuple[str, str], ...], query: str, body: bytes, *, is_form: bool) -> Parameters:
    pairs: list[tuple[Path, str]] = [((name.lower(),), unquote(value)) for name, value in named]
    pairs += [(_path(name), value) for name, value in parse_qsl(query, keep_blank_values=True)]
    if is_form:
        pairs += [(_path(name), value) for name, value in form_pairs(body)]
    elif body[:1] in {b"{", b"["}:
        pairs += _flat((), _json(body))
    elif body[:1] == b"<":
        pairs += _xml(body)
    return Parameters(pairs)


def _path(name: str) -> Path:
    return tuple(part for part in name.lower().split(".") if part not in _LEVELS)


def _follow(wanted: Path, given: list[str]) -> bool:
    return any(tuple(given[at : at + len(wanted)]) == wanted for at in range(len(given)))


def _is_list(path: Path) -> bool:
    return 1 < len(path) <= 3 and path[-1].isdigit()  # noqa: PLR2004 - Xs.X.1


def _json(body: bytes) -> Any:  # noqa: ANN401 - as JSON has it
    try:
        return json.loads(body)
    except ValueError:
        return {}


def _flat(path: Path, value: Any) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - as JSON has it
    if isinstance(value, Mapping):
        for key, inner in value.items():
            # A tag's name is the caller's, and keeps its case.
            is_theirs = bool(path) and (path[-1] in _TAGS or path[-1] in _NAMED_BY_CALLERS)
            yield from _flat((*path, str(key) if is_theirs else str(key).lower()), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flat((*path, str(index + 1)), inner)
    elif value is not None:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _xml(body: bytes) -> Iterator[tuple[Path, str]]:
    try:
        root = ET.fromstring(body)  # noqa: S314 - clients of this machine
    except ET.ParseError:
        return iter(())
    return _elements((), root)


def _elements(path: Path, parent: ET.Element) -> Iterator[tuple[Path, str]]:
    for index, element in enumerate(parent):
        name = element.tag.rpartition("}")[2].lower()
        here = (*path, name) if len(element) == 0 else (*path, name, str(index + 1))
        if len(element):
            yield from _elements(here, element)
        elif element.text:
            yield here, element.text
