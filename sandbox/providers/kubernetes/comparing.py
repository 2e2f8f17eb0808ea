"""What changed of an object, which change needs another one, and the patch that carries it out. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.server import Differences, PropertyDifference
from sandbox.protocol.values import UNKNOWN, Properties, reveal

# Kubernetes has no change of these; every kind has the first. Source: Pulumi's provider, `ForceNewProperties`.
_IDENTITY = ("apiVersion", "kind", "metadata.name", "metadata.namespace")
_FIXED: Mapping[str, tuple[str, ...]] = {
    "Deployment": ("spec.selector",),
    "Service": ("spec.clusterIP",),
    "RoleBinding": ("roleRef",),
    "ClusterRoleBinding": ("roleRef",),
}


def differences(old: Properties, new: Properties) -> Differences:
    """Compare the inputs of one object."""
    before, after = reveal(old), reveal(new)
    fixed = (*_IDENTITY, *_FIXED.get(str(after.get("kind")), ()))
    paths = {
        path: PropertyDifference(kind, any(path == part or path.startswith(f"{part}.") for part in fixed))
        for path, kind in _walk("", before, after)
    }
    # Two objects of one name cannot stand side by side.
    return Differences(paths, delete_before_replace=_reference(before) == _reference(after))


def patch_of(old: Properties, new: Properties) -> Properties:
    """The merge patch from one to the other. What neither names stays, such as a count that a scaler set."""
    return _patch(reveal(old), reveal(new))


def projected(inputs: Any, live: Any) -> Any:  # noqa: ANN401 - property values
    """The inputs with what the cluster says now, as far as they name it."""
    if isinstance(inputs, dict) and isinstance(live, dict):
        return {key: projected(value, live[key]) for key, value in inputs.items() if key in live}
    if isinstance(inputs, list) and isinstance(live, list) and len(inputs) == len(live):
        return [projected(*pair) for pair in zip(inputs, live, strict=True)]
    return live


def _reference(inputs: Mapping[str, Any]) -> tuple[Any, ...]:
    metadata = inputs.get("metadata") or {}
    return inputs.get("kind"), metadata.get("namespace"), metadata.get("name")


def _patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> Properties:
    patch: Properties = dict.fromkeys(key for key in before if key not in after)
    for key, value in after.items():
        if isinstance(value, dict) and isinstance(before.get(key), dict):
            inner = _patch(before[key], value)
            if inner:
                patch[key] = inner
        elif before.get(key) != value:
            patch[key] = value
    return patch


def _walk(path: str, before: Any, after: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - property values
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from _walk(f"{path}.{key}" if path else key, before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and UNKNOWN not in after:
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from _walk(f"{path}[{index}]", *pair)
    else:
        yield path, "add" if before is None else "delete" if after is None else "update"
