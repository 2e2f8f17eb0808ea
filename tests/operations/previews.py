"""What `pulumi preview --json` writes, made of what the program registers under the recorder.

The shape is that of the CLI: a digest with `steps`, `diagnostics`, `duration` and `changeSummary`; states as in a
checkpoint; a provider's reference ends in its id; secrets and what is not known yet are texts; steps of resources that
stay the same are left out unless they are asked for, and counted all the same.
"""

from typing import Any

from sandbox.protocol.values import mask
from sandbox.recording import Recording

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_ROOT = "pulumi:pulumi:Stack"


def preview(recording: Recording, *, same: tuple[str, ...] = (), show_sames: bool = True) -> dict[str, Any]:
    """The digest of a preview in which resources of the types `same` are already there."""
    steps = [_step(resource, same=resource.type in same) for resource in recording.resources]
    summary: dict[str, int] = {}
    for step in steps:
        summary[step["op"]] = summary.get(step["op"], 0) + 1
    return {
        "config": {"standby:domain": "shop.example.com"},
        "steps": [step for step in steps if show_sames or step["op"] != "same" or _ROOT in step["urn"]],
        "diagnostics": [{"message": "a warning of the program\n", "severity": "warning"}],
        "duration": 21_450_000_000,
        "changeSummary": summary,
    }


def _step(resource: Any, *, same: bool) -> dict[str, Any]:  # noqa: ANN401 - the recorder's resource
    provider = f"{resource.provider.rsplit('::', 1)[0] if _has_id(resource.provider) else resource.provider}::{UNKNOWN}"
    state: dict[str, Any] = {"urn": resource.urn, "custom": resource.custom, "type": resource.type}
    if resource.custom:
        state |= {"inputs": mask(resource.inputs), "outputs": mask(resource.inputs)}
    if resource.parent:
        state["parent"] = resource.parent
    if resource.provider:
        state["provider"] = provider
    step: dict[str, Any] = {"op": "same" if same else "create", "urn": resource.urn}
    if resource.provider:
        step["provider"] = provider
    if same:
        return {**step, "oldState": {**state, "id": f"id-of-{resource.name}"}, "newState": state}
    return {**step, "newState": state, "detailedDiff": None}


def _has_id(reference: str) -> bool:
    return reference.count("::") > 3
