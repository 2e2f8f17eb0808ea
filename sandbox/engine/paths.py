"""Values at property paths, and putting back what is to be ignored."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.protocol.paths import EVERY, Part, parse_path
from sandbox.protocol.values import MASKED_SECRET, MASKED_UNKNOWN, Properties, Value, is_secret, mask, secret

_ABSENT = object()


def keep_ignored(
    new: Properties, old: Mapping[str, Value], paths: tuple[str, ...]
) -> tuple[Properties, tuple[str, ...]]:
    """The new inputs with every ignored path as it was before, absent where it was absent.

    Returns also the paths that cannot be put back, because that would add or remove an element of a list, or something
    that holds others.
    """
    if not paths:
        return new, ()
    kept = copy.deepcopy(new)
    failed = tuple(path for path in paths if not _reset(kept, old, parse_path(path), _Secrecy()))
    return kept, failed


def value_at(properties: Properties, path: str) -> Value:
    """The masked value at a path, or None."""
    value: Value = mask(properties)
    for part in parse_path(path):
        if value in (MASKED_SECRET, MASKED_UNKNOWN):
            return value
        value = _get(value, part)
        if value is _ABSENT:
            return None
    return value


@dataclass(frozen=True)
class _Secrecy:
    """Whether the places reached so far lie inside a secret."""

    old: bool = False
    new: bool = False

    def at(self, old: Value, new: Value) -> "_Secrecy":
        """The same one step further."""
        return _Secrecy(self.old or is_secret(old), self.new or is_secret(new))


def _reset(new: Value, old: Value, parts: list[Part], secrecy: _Secrecy) -> bool:
    """Put the old value back at a path of `new`, in place. Says whether that was possible."""
    secrecy = secrecy.at(old, new)
    new, old = _open(new), _open(old)
    head, rest = parts[0], parts[1:]
    if head == EVERY:
        return _reset_every(new, old, rest, secrecy)
    before, now = _get(old, head), _get(new, head)
    if not rest:
        # What was hidden stays hidden, also where the new surroundings are not.
        marked = secret(before) if secrecy.old and not secrecy.new and before is not _ABSENT else before
        return _put(new, head, marked)
    if now is _ABSENT:
        return before is _ABSENT
    if isinstance(head, int) and before is _ABSENT:
        return False
    return _reset(now, before, rest, secrecy)


def _reset_every(new: Value, old: Value, rest: list[Part], secrecy: _Secrecy) -> bool:
    if isinstance(new, dict):
        names = dict.fromkeys([*new, *(old if isinstance(old, dict) else ())])
        done = [_reset(new, old, [name, *rest], secrecy) for name in names]
        return all(done)
    if isinstance(new, list):
        before = old if isinstance(old, list) else []
        shared = range(min(len(new), len(before)))
        done = [_reset(new, before, [index, *rest], secrecy) for index in shared]
        return all(done) and len(new) == len(before)
    return False


def _put(container: Value, key: Part, value: Value) -> bool:
    if isinstance(key, str):
        if not isinstance(container, dict):
            return value is _ABSENT
        if value is _ABSENT:
            container.pop(key, None)
        else:
            container[key] = copy.deepcopy(value)
        return True
    if value is _ABSENT or not isinstance(container, list) or key >= len(container):
        # Lists are not made longer or shorter; where neither has the element, there is nothing to do.
        return value is _get(container, key)
    container[key] = copy.deepcopy(value)
    return True


def _get(container: Value, key: Part) -> Value:
    container = _open(container)
    if isinstance(container, dict) and isinstance(key, str):
        return container.get(key, _ABSENT)
    if isinstance(container, list) and isinstance(key, int) and key < len(container):
        return container[key]
    return _ABSENT


def _open(value: Value) -> Value:
    return _open(value["value"]) if is_secret(value) else value
