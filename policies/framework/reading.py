"""Reading properties that may be absent or not known yet.

The SDK's proxies raise UnknownValueError on an unknown value, also for `in`. Absent gives a default, unknown always
raises: a rule that forgets about unknowns ends as a violation, never as a pass.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi_policy.proxy import UnknownValueError

Properties = Mapping[str, Any]


def get(node: Any, path: str, default: Any = None) -> Any:  # noqa: ANN401 - a property may be anything
    """Read the value at a dotted path. Raises UnknownValueError where it, or what it lies in, is not known.

    An empty text is no value: providers bridged from Terraform write it where nothing is set.
    """
    for part in path.split("."):
        if not isinstance(node, Mapping) or part not in list(node):
            return default
        node = node[part]
    return default if node is None or node == "" else node


def present(node: Any, path: str) -> bool:  # noqa: ANN401
    """Whether something is there, known or not. Raises UnknownValueError only where it lies in something unknown."""
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


def entries(node: Any, path: str) -> Iterator[Any]:  # noqa: ANN401
    """Each element of a list; a single object counts as one. Raises UnknownValueError at an unknown element."""
    found = get(node, path, ())
    if isinstance(found, Mapping):
        yield found
    elif isinstance(found, Sequence) and not isinstance(found, str):
        for index in range(len(found)):
            element = found[index]
            if element is not None:
                yield element


def length(node: Any, path: str) -> int:  # noqa: ANN401
    """Count elements without looking into them. Raises UnknownValueError where the list itself is not known."""
    found = get(node, path, ())
    return len(found) if isinstance(found, Sequence) and not isinstance(found, str) else 1


def texts(node: Any, path: str) -> list[str] | None:  # noqa: ANN401
    """Give a text, or a list of texts, as a list; None where any of it is not known."""
    try:
        found = get(node, path)
        return [found] if isinstance(found, str) else [str(each) for each in entries(node, path)]
    except UnknownValueError:
        return None


def is_on(node: Any, path: str, *, default: bool = False) -> bool:  # noqa: ANN401
    """Read a switch. Some of AWS's are texts: "true"."""
    found = get(node, path, default)
    return found.lower() == "true" if isinstance(found, str) else bool(found)


def number(node: Any, path: str, default: float = 0) -> float:  # noqa: ANN401
    """Read a number. The protocol has no integers, and some of AWS's are texts."""
    return float(get(node, path, default))


def document(node: Any, path: str) -> Any:  # noqa: ANN401
    """Read JSON in a text; None where nothing is there. Raises ValueError for what is not JSON."""
    found = get(node, path)
    return json.loads(found) if isinstance(found, str) else found
