"""What a call says, by name: whatever protocol it comes in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree as ET

from sandbox.cloud.operations import path_values
from sandbox.cloud.request import AwsCall

# Levels of a list in the query protocol, which are no names of their own.
_LEVELS = frozenset({"member", "entry", "item", "items"})
# Maps whose keys are the caller's words, and keep their case.
_NAMED_BY_CALLERS = frozenset({"requestitems"})
_TAGS = frozenset({"tag", "tags", "taglist", "tagset", "resourcetags", "hostedzonetags"})
Path = tuple[str, ...]


class Parameters:
    """Values by their path. Names have no case: protocols differ in it."""

    def __init__(self, pairs: Iterable[tuple[Path, str]]) -> None:
        self._pairs = list(pairs)

    def named(self, *names: str) -> list[str]:
        """The values of a parameter, or of each element of its list, by the first of the names that has any."""
        for name in names:
            found = [value for path, value in self._pairs if path and path[0] == name.lower() and len(path) == 1]
            if not found:
                found = [value for path, value in self._pairs if _is_list_of(path, name.lower())]
            if found:
                return found
        return []

    def anywhere(self, name: str) -> list[str]:
        """The values of a name on any level."""
        return [value for path, value in self._pairs if path and path[-1] == name.lower()]

    def keys_of(self, name: str) -> list[str]:
        """The keys of a parameter that is a map whose keys are names of the caller's."""
        return [path[1] for path, _ in self._pairs if len(path) > 1 and path[0] == name.lower()]

    def values(self) -> Iterator[str]:
        """All of them."""
        return (value for _, value in self._pairs)

    def tags(self) -> dict[str, str]:
        """Tags that come with the call."""
        found: dict[str, str] = {}
        names: dict[Path, str] = {}
        for path, value in self._pairs:
            place = next((index for index, part in enumerate(path) if part in _TAGS), None)
            if place is None:
                continue
            if path[-1] in {"key", "tagkey"}:
                names[path[:-1]] = value
                found.setdefault(value, "")
            elif path[-1] in {"value", "tagvalue"} and path[:-1] in names:
                found[names[path[:-1]]] = value
            elif len(path) == place + 2 and not path[-1].isdigit():
                found[path[-1]] = value
        return found


def parameters_of(call: AwsCall) -> Parameters:
    """Read them."""
    pairs: list[tuple[Path, str]] = [
        ((name.lower(),), unquote(value))
        for name, value in path_values(call.service, call.action, call.method, call.full_path)
    ]
    pairs += [(_path(name), value) for name, value in parse_qsl(call.query, keep_blank_values=True)]
    body = call.body
    if call.is_query_protocol:
        pairs += [
            (_path(name), value) for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        ]
    elif body[:1] in {b"{", b"["}:
        pairs += _flat((), _json(body))
    elif body[:1] == b"<":
        pairs += _xml(body)
    return Parameters(pairs)


def _path(name: str) -> Path:
    return tuple(part for part in name.lower().split(".") if part not in _LEVELS)


def _is_list_of(path: Path, name: str) -> bool:
    return len(path) > 1 and path[0] == name and path[-1].isdigit() and len(path) <= 3  # noqa: PLR2004 - Xs.X.1


def _json(body: bytes) -> Any:  # noqa: ANN401 - as JSON has it
    try:
        return json.loads(body)
    except ValueError:
        return {}


def _flat(path: Path, value: Any) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - as JSON has it
    if isinstance(value, Mapping):
        for key, inner in value.items():
            # A tag's name is the caller's, and keeps its case.
            is_theirs = bool(path) and path[-1] in _TAGS | _NAMED_BY_CALLERS
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
