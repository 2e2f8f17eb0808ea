"""What a program declares from nothing, in the shape of `pulumi preview --json`. Asks no cloud and no state."""

import json
import runpy
import traceback
from pathlib import Path
from typing import Any

import pulumi

from sandbox.cli.target import Target
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project
from sandbox.protocol.values import mask
from sandbox.recording import Recording, RefusedError, Resource, deploy

# What the other stack has told where nothing is known of it: that it is up in full, so that no order is refused.
_OTHER_IS_UP = {"region_role": "serving", "provisioned_as": "serving"}


def document(target: Target) -> dict[str, Any]:
    """The steps of a first run, the other stack being up with the same overrides. Raises EngineError."""
    values = dict(target.configuration(Project.load(target.place.project)).values)
    peer = _peer_of(target, values)
    exported: dict[str, Any] = dict(_OTHER_IS_UP)
    if values["standby:region"] != values["standby:home"]:
        other = Target(target.place, peer, target.config)
        others = dict(other.configuration(Project.load(target.place.project)).values)
        exported = _run(target.place.project, peer, others, {target.stack: _OTHER_IS_UP}).exported
    recording = _run(target.place.project, target.stack, values, {peer: exported})
    return {"steps": [_step(resource) for resource in recording.resources]}


def _peer_of(target: Target, values: dict[str, str]) -> str:
    try:
        return str(json.loads(values["standby:peer"])["stack"])
    except (KeyError, TypeError, ValueError) as error:
        msg = (
            f"stack {target.stack}: standby:peer names no stack, so nothing can be planned; write stack: NAME below it"
        )
        raise EngineError(msg) from error


def _run(project: Path, stack: str, values: dict[str, str], stacks: dict[str, Any]) -> Recording:
    try:
        return deploy(
            lambda: runpy.run_path(str(project / "__main__.py"), run_name="__main__"),
            stack=stack,
            config=values,
            stacks=stacks,
        )
    except (RefusedError, pulumi.RunError) as error:
        msg = f"stack {stack} cannot be planned: {error}"
        raise EngineError(msg) from error
    except Exception as error:
        # Of a program that is not whole: it is the user's, and runs in this process.
        last = traceback.extract_tb(error.__traceback__)[-1]
        msg = f"the program failed in {last.filename}:{last.lineno}: {type(error).__name__}: {error}"
        raise EngineError(msg) from error


def _step(resource: Resource) -> dict[str, Any]:
    state = {
        "urn": resource.urn,
        "type": resource.type,
        "custom": resource.custom,
        "parent": resource.parent,
        "provider": resource.provider,
        "inputs": mask(resource.inputs),
    }
    return {"op": "create", "urn": resource.urn, "newState": state}
