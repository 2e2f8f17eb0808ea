"""Merge patches (RFC 7386), and the part of Kubernetes' strategic ones that names list members. Pure."""

import copy
from collections.abc import Mapping
from typing import Any

# Lists whose members a strategic patch tells apart by a field. Source: `patchMergeKey` in Kubernetes' API types.
_MEMBERS: Mapping[str, str] = {
    "containers": "name",
    "initContainers": "name",
    "env": "name",
    "ports": "containerPort",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "conditions": "type",
}


def merged(target: Any, patch: Any, *, strategic: bool = False, place: str = "") -> Any:  # noqa: ANN401 - JSON
    """The target with the patch on it. A null takes a key away."""
    if isinstance(patch, Mapping):
        result = dict(target) if isinstance(target, Mapping) else {}
        for key, value in patch.items():
            if value is None:
                result.pop(key, None)
            else:
                result[key] = merged(result.get(key), value, strategic=strategic, place=key)
        return result
    member = _MEMBERS.get(place)
    if strategic and member and isinstance(patch, list) and isinstance(target, list):
        return _merged_members(target, patch, member)
    return copy.deepcopy(patch)


def _merged_members(target: list[Any], patch: list[Any], member: str) -> list[Any]:
    result = [copy.deepcopy(item) for item in target]
    for item in patch:
        known = next((index for index, old in enumerate(result) if old.get(member) == item.get(member)), None)
        if known is None:
            result.append(copy.deepcopy(item))
        else:
            result[known] = merged(result[known], item, strategic=True)
    return result
