"""Comparing a resource's inputs, and saying which change needs a new resource. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sandbox.protocol.server import Differences, PropertyDifference
from sandbox.protocol.values import UNKNOWN, Properties, reveal
from sandbox.providers.aws.facts import replaces_on
from sandbox.providers.aws.resource_type import ResourceType

# Written by the provider into outputs or for its own use; a program cannot change them.
_NOT_COMPARED = frozenset({"tags"})


def differences(
    kind: type[ResourceType], old: Properties, new: Properties, *, old_region: str, new_region: str
) -> Differences:
    """Compare old and new inputs of one resource."""
    plain_old, plain_new = reveal(old), reveal(new)
    replacing = replaces_on(kind.token)
    paths: dict[str, PropertyDifference] = {}
    skipped = _NOT_COMPARED if "tagsAll" in plain_old or "tagsAll" in plain_new else frozenset()
    for key in sorted({*plain_old, *plain_new} - skipped - {"region"}):
        before, after = (_normal(kind, key, side.get(key)) for side in (plain_old, plain_new))
        for path, change in _walk(key, before, after):
            paths[path] = PropertyDifference(change, _is_replacing(path, replacing))
    if old_region != new_region and not kind.is_global:
        paths["region"] = PropertyDifference("update", replaces=True)
    return Differences(paths, kind.delete_before_replace)


def _normal(kind: type[ResourceType], key: str, value: Any) -> Any:  # noqa: ANN401 - property values
    """A value in a form in which equal meaning is equal."""
    if key in kind.documents and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    if key in kind.sets and isinstance(value, list):
        return sorted(value, key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _walk(path: str, before: Any, after: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield each path that differs, as deep as both sides have the same shape."""
    if before == after or (_is_nothing(before) and _is_nothing(after)):
        return
    if UNKNOWN in (before, after) or type(before) is not type(after):
        yield path, _kind_of(before, after)
    elif isinstance(before, dict):
        for key in sorted({*before, *after}):
            part = f"{path}.{key}" if re.fullmatch(r"[A-Za-z_]\w*", key) else f'{path}["{key}"]'
            yield from _walk(part, before.get(key), after.get(key))
    elif isinstance(before, list):
        for index in range(max(len(before), len(after))):
            old_item = before[index] if index < len(before) else None
            new_item = after[index] if index < len(after) else None
            yield from _walk(f"{path}[{index}]", old_item, new_item)
    else:
        yield path, "update"


def _kind_of(before: Any, after: Any) -> str:  # noqa: ANN401
    if _is_nothing(before):
        return "add"
    return "delete" if _is_nothing(after) else "update"


def _is_nothing(value: Any) -> bool:  # noqa: ANN401
    """Terraform's schemas know no difference between an absent value and an empty one."""
    return value is None or value in ([], {}, "")


def _is_replacing(path: str, replacing: frozenset[str]) -> bool:
    general = re.sub(r"\[\d+\]", "[]", path)
    parts = re.split(r"\.|(?=\[)", general)
    prefixes = {
        "".join(f".{part}" if index and not part.startswith("[") else part for index, part in enumerate(parts[:n]))
        for n in range(1, len(parts) + 1)
    }
    return bool(prefixes & replacing) or any(rule.startswith((f"{general}.", f"{general}[")) for rule in replacing)
