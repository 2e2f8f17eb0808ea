"""Comparing properties: which paths changed, and putting ignored ones back to what they were."""

import copy
import re
from collections.abc import Mapping

from sandbox.engine.events import PropertyChange
from sandbox.engine.plugins import Difference
from sandbox.protocol.values import Properties, Value, mask, reveal

_PART = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|([^.\[\]]+)')
_ABSENT = object()


def parse_path(path: str) -> list[str | int]:
    """Split a property path (`a.b[0].c`, `a["x.y"]`, `a[*]`); `*` stays a text."""
    parts: list[str | int] = []
    for quoted, index, plain in _PART.findall(path):
        parts.append(quoted or plain or (index if index == "*" else int(index)))
    return parts


def keep_ignored(new: Properties, old: Mapping[str, Value], paths: tuple[str, ...]) -> Properties:
    """The new inputs with every ignored path as it was before, absent where it was absent."""
    if not paths:
        return new
    kept = copy.deepcopy(new)
    for path in paths:
        _copy_path(kept, old, parse_path(path))
    return kept


def _copy_path(target: Value, source: Value, parts: list[str | int]) -> None:
    head, rest = parts[0], parts[1:]
    for key in _keys(target, source) if head == "*" else [head]:
        old = _get(source, key)
        if not rest:
            _set(target, key, old)
            continue
        new = _get(target, key)
        if isinstance(new, (dict, list)) and isinstance(old, (dict, list)):
            _copy_path(new, old, rest)


def _keys(target: Value, source: Value) -> list[str | int]:
    if isinstance(target, list):
        return list(range(min(len(target), len(source) if isinstance(source, list) else 0)))
    if isinstance(target, dict):
        return list(dict.fromkeys([*target, *(source if isinstance(source, dict) else ())]))
    return []


def _get(container: Value, key: str | int) -> Value:
    if isinstance(container, dict):
        return container.get(str(key), _ABSENT)
    if isinstance(container, list) and isinstance(key, int) and key < len(container):
        return container[key]
    return _ABSENT


def _set(container: Value, key: str | int, value: Value) -> None:
    if isinstance(container, dict):
        if value is _ABSENT:
            container.pop(str(key), None)
        else:
            container[str(key)] = copy.deepcopy(value)
    elif isinstance(container, list) and isinstance(key, int) and key < len(container) and value is not _ABSENT:
        container[key] = copy.deepcopy(value)


def changed_properties(old: Properties, new: Properties, difference: Difference) -> dict[str, PropertyChange]:
    """What to show of a change: the provider's own paths where it gave any, else a comparison."""
    if difference.kinds:
        return {
            path: PropertyChange(kind, _shown(old, path), _shown(new, path))
            for path, kind in sorted(difference.kinds.items())
        }
    return compare(old, new)


def compare(old: Properties, new: Properties) -> dict[str, PropertyChange]:
    """Compare top-level properties."""
    changes = {}
    for key in sorted({*old, *new}):
        if key not in old:
            changes[key] = PropertyChange("add", None, mask(new[key]))
        elif key not in new:
            changes[key] = PropertyChange("delete", mask(old[key]), None)
        elif reveal(old[key]) != reveal(new[key]):
            changes[key] = PropertyChange("update", mask(old[key]), mask(new[key]))
    return changes


def _shown(properties: Properties, path: str) -> Value:
    value: Value = mask(properties)
    for part in parse_path(path):
        if isinstance(value, str) and value in {"[secret]", "[unknown]"}:
            return value
        value = _get(value, part)
        if value is _ABSENT:
            return None
    return value
