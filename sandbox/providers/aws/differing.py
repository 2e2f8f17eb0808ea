"""Comparing a resource's inputs, and saying which change needs a new resource. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.protocol.server import Differences, PropertyDifference
from sandbox.protocol.values import UNKNOWN, Properties, reveal
from sandbox.providers.aws.facts import replaces_on
from sandbox.providers.aws.meaning import canonical, is_nothing, same_scalar
from sandbox.providers.aws.resource_type import ResourceType


def differences(
    kind: type[ResourceType],
    old: Properties,
    new: Properties,
    state: Properties | None = None,
    *,
    old_region: str = "",
    new_region: str = "",
) -> Differences:
    """Compare old and new inputs of one resource; `state` is what it last told."""
    plain_old, plain_new = reveal(old), reveal(new)
    before = {**reveal(state or {}), **plain_old}
    paths: dict[str, PropertyDifference] = {}
    # What the program says of tags shows in tagsAll, together with those that the provider adds.
    skipped = {"region", "tags"} if kind.tagging is not None else {"region"}
    for key in sorted({*plain_old, *plain_new} - skipped):
        if key in kind.filled_in and is_nothing(plain_new.get(key)):
            continue
        sides = (canonical(kind, key, side.get(key)) for side in (plain_old, plain_new))
        for path, change in _walk(key, *sides):
            replaces = kind().replaces(path, before, plain_new)
            if replaces is None:
                replaces = _is_replacing(path, replaces_on(kind.token))
            paths[path] = PropertyDifference(change, replaces)
    if old_region != new_region and not kind.is_global:
        paths["region"] = PropertyDifference("update", replaces=True)
    return Differences(paths, kind.delete_before_replace)


def rewritten(kind: type[ResourceType], inputs: Properties, state: Properties, ignored: Iterable[str]) -> Properties:
    """Inputs as AWS keeps them where it keeps them in another form: the real provider compares with its state.

    What AWS says of a property is in the state in the program's words while it means the same.
    """
    skipped = {"region", "tags", "tagsAll", *(path.split(".")[0].split("[")[0] for path in ignored)}
    kept = {
        key: state[key]
        for key in {*inputs} & {*state} & {*kind.inputs} - skipped
        if state[key] != inputs[key]
        and not is_nothing(reveal(state[key]))
        and canonical(kind, key, reveal(state[key])) != canonical(kind, key, reveal(inputs[key]))
    }
    return {**inputs, **kept}


def _walk(path: str, before: Any, after: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield each path that differs, as deep as both sides have the same shape."""
    if same_scalar(before, after) or (is_nothing(before) and is_nothing(after)):
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
    if is_nothing(before):
        return "add"
    return "delete" if is_nothing(after) else "update"


def _is_replacing(path: str, replacing: frozenset[str]) -> bool:
    general = re.sub(r"\[\d+\]", "[]", path)
    parts = re.split(r"\.|(?=\[)", general)
    prefixes = {
        "".join(f".{part}" if index and not part.startswith("[") else part for index, part in enumerate(parts[:n]))
        for n in range(1, len(parts) + 1)
    }
    return bool(prefixes & replacing) or any(rule.startswith((f"{general}.", f"{general}[")) for rule in replacing)
