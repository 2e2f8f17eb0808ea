"""Reading properties that may be absent, not known yet, or of another type than the rule reads.

The SDK's proxies raise UnknownValueError on an unknown value, also for `in`. Absent gives a default, which is AWS's or
the stricter one. Unknown and mistyped always raise: a rule that forgets about either ends as a violation, never as a
pass. Only None and a text of white space alone, or empty, are nothing; an empty object is an object.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi_policy.proxy import UnknownValueError

Properties = Mapping[str, Any]


class MistypedError(Exception):
    """A property holds something that no provider takes there. Never says what: it may be secret."""

    def __init__(self, path: str, found: Any, wanted: str) -> None:  # noqa: ANN401 - whatever it is
        super().__init__(f"{path} is {_kind(found)} where {wanted} belongs")


# In this order: a switch is a number, and a text is a sequence, to Python.
_KINDS = ((bool, "a switch"), (int | float, "a number"), (str, "a text"), (Mapping, "an object"), (Sequence, "a list"))


def _kind(found: Any) -> str:  # noqa: ANN401
    return next((name for types, name in _KINDS if isinstance(found, types)), "something else")


def _is_nothing(found: Any) -> bool:  # noqa: ANN401
    """A text of nothing but white space names nothing, either."""
    return found is None or (isinstance(found, str) and not found.strip())


def get(node: Any, path: str, default: Any = None) -> Any:  # noqa: ANN401 - a property may be anything
    """Read the value at a dotted path, whatever it is. Raises where it, or what it lies in, is not known or no object.

    An empty text is no value: providers bridged from Terraform write it where nothing is set.
    """
    walked = ""
    for part in path.split("."):
        if _is_nothing(node):
            return default
        if not isinstance(node, Mapping):
            raise MistypedError(walked or f"what holds {part}", node, "an object")
        try:
            node = node[part]
        except KeyError:
            return default
        walked = f"{walked}.{part}".lstrip(".")
    return default if _is_nothing(node) else node


def present(node: Any, path: str) -> bool:  # noqa: ANN401
    """Whether something is there, known or not, empty or not: for what should not be there.

    Raises UnknownValueError only where it lies in something unknown. What should be there is asked for by `text` or
    `graph.settled`, which want to know more.
    """
    folder, _, last = path.rpartition(".")
    inner = get(node, folder) if folder else node
    try:
        return get(inner, last) is not None
    except UnknownValueError:
        return True


def known(node: Any, path: str) -> bool:  # noqa: ANN401
    """Whether a read would succeed, also where nothing is there."""
    try:
        get(node, path)
    except UnknownValueError:
        return False
    return True


def _read(node: Any, path: str, kind: type, wanted: str) -> Any:  # noqa: ANN401
    found = get(node, path)
    if found is None or (isinstance(found, kind) and not (kind is Sequence and isinstance(found, str))):
        return found
    raise MistypedError(path, found, wanted)


def text(node: Any, path: str, default: str = "") -> str:  # noqa: ANN401
    """Read a text."""
    found: str | None = _read(node, path, str, "a text")
    return default if found is None else found


def text_if_known(node: Any, path: str) -> str | None:  # noqa: ANN401
    """Read a text; None where it is not known."""
    try:
        return text(node, path)
    except UnknownValueError:
        return None


def mapping(node: Any, path: str) -> Mapping[str, Any]:  # noqa: ANN401
    """Read an object; an empty one where nothing is there."""
    found: Mapping[str, Any] | None = _read(node, path, Mapping, "an object")
    return {} if found is None else found


def entries(node: Any, path: str) -> Iterator[Any]:  # noqa: ANN401
    """Each element of a list. Raises UnknownValueError at an unknown element."""
    found: Sequence[Any] = _read(node, path, Sequence, "a list") or ()
    for index in range(len(found)):
        element = found[index]
        if element is not None:
            yield element


def objects(node: Any, path: str) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    """Each element of a list of objects."""
    for each in entries(node, path):
        if not isinstance(each, Mapping):
            raise MistypedError(path, each, "an object")
        yield each


def names(node: Any, path: str) -> Iterator[str]:  # noqa: ANN401
    """Each element of a list of texts; an empty one is nothing."""
    for each in entries(node, path):
        if not isinstance(each, str):
            raise MistypedError(path, each, "a text")
        if not _is_nothing(each):
            yield each


def length(node: Any, path: str) -> int:  # noqa: ANN401
    """Count elements, known or not; nothing does not count. Raises UnknownValueError where the list is not known."""
    found: Sequence[Any] = _read(node, path, Sequence, "a list") or ()
    return sum(_is_something(found, index) for index in range(len(found)))


def _is_something(found: Sequence[Any], index: int) -> bool:
    try:
        return not _is_nothing(found[index])
    except UnknownValueError:
        return True


def leaves(node: Any, path: str) -> list[str]:  # noqa: ANN401
    """Give every text at a place or below it. Raises UnknownValueError where any of it is not known."""
    return list(_leaves(get(node, path), path))


def _leaves(found: Any, path: str) -> Iterator[str]:  # noqa: ANN401
    if isinstance(found, str):
        yield from () if _is_nothing(found) else [found]
    elif isinstance(found, Mapping):
        for key in list(found):
            # Beside what an object names, it has numbers and switches.
            if not isinstance(found[key], bool | int | float):
                yield from _leaves(found[key], path)
    elif isinstance(found, Sequence):
        for index in range(len(found)):
            yield from _leaves(found[index], path)
    elif found is not None:
        raise MistypedError(path, found, "a text")


def is_on(node: Any, path: str, *, default: bool = False) -> bool:  # noqa: ANN401
    """Read a switch. Some of AWS's are texts: "true"."""
    found = get(node, path, default)
    if isinstance(found, str) and found.lower() in {"true", "false"}:
        return found.lower() == "true"
    if isinstance(found, bool):
        return found
    raise MistypedError(path, found, "a switch")


def number(node: Any, path: str, default: float = 0) -> float:  # noqa: ANN401
    """Read a number. The protocol has no integers, and some of AWS's are texts."""
    found = get(node, path, default)
    try:
        value = float(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else math.nan
    except ValueError:
        value = math.nan
    # What is no number is neither more nor less than any bound.
    if not math.isfinite(value):
        raise MistypedError(path, found, "a number")
    return value


def document(node: Any, path: str) -> Any:  # noqa: ANN401
    """Read JSON in a text; None where nothing is there."""
    found = text(node, path)
    try:
        return json.loads(found) if found else None
    except ValueError:
        raise MistypedError(path, found, "a text in JSON") from None
