"""A changed property as lines that people can read: only what differs, as deep as it differs."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.protocol.values import MASKED_SECRET, MASKED_UNKNOWN

_WIDTH = 100
# What stands around the first difference of two long texts.
_CONTEXT = 30
_ABSENT = object()


def lines(path: str, kind: str, old: Any, new: Any) -> Iterator[str]:  # noqa: ANN401 - any property value
    """`+ path: value`, `- path: value` and `~ path: old => new`, one for each place that differs."""
    if kind.startswith("add"):
        old = _ABSENT
    elif kind.startswith("delete"):
        new = _ABSENT
    yield from _lines(path, old, new)


def _lines(path: str, old: Any, new: Any) -> Iterator[str]:  # noqa: ANN401
    if old is _ABSENT:
        yield f"+ {path}: {_shown(new)}"
    elif new is _ABSENT:
        yield f"- {path}: {_shown(old)}"
    elif isinstance(before := _opened(old), dict) and isinstance(after := _opened(new), dict):
        for key in sorted({*before, *after}):
            if before.get(key, _ABSENT) != after.get(key, _ABSENT):
                yield from _lines(_inside(path, key), before.get(key, _ABSENT), after.get(key, _ABSENT))
    elif isinstance(before, list) and isinstance(after := _opened(new), list):
        for index in range(max(len(before), len(after))):
            was = before[index] if index < len(before) else _ABSENT
            becomes = after[index] if index < len(after) else _ABSENT
            if was != becomes:
                yield from _lines(f"{path}[{index}]", was, becomes)
    else:
        yield f"~ {path}: {_pair(_shown(old, whole=True), _shown(new, whole=True))}"


def _inside(path: str, key: str) -> str:
    plain = key.replace("_", "").replace("-", "").isalnum()
    return f"{path}.{key}" if plain else f"{path}[{json.dumps(key)}]"


def _opened(value: Any) -> Any:  # noqa: ANN401
    """The value, or what a text of JSON says: policies are such texts."""
    if isinstance(value, str) and value[:1] in {"{", "["} and value not in {MASKED_SECRET, MASKED_UNKNOWN}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _shown(value: Any, *, whole: bool = False) -> str:  # noqa: ANN401
    text = value if value in (MASKED_SECRET, MASKED_UNKNOWN) else json.dumps(value, ensure_ascii=False)
    return text if whole or len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


def _pair(old: str, new: str) -> str:
    """Both values; of long ones the part around the first difference."""
    if max(len(old), len(new)) <= _WIDTH:
        return f"{old} => {new}"
    same = next((index for index, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - _CONTEXT)

    def window(text: str) -> str:
        end = start + _WIDTH
        return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"

    return f"{window(old)} => {window(new)}"
