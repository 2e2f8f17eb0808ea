"""States as files: what `pulumi stack export` and `import` write and read."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from pulumi_yaml.whole_file import bytes_of_file
from sandbox.engine.backend import CHECKPOINT_VERSION, Backend
from sandbox.engine.errors import StateError
from sandbox.engine.shape import misfit
from sandbox.engine.urn import Urn

_TIMES = ("startTime", "endTime")


def exported(backend: Backend, project: str, stack: str) -> dict[str, Any]:
    """The state as an export. Raises StateError for a stack without one."""
    deployment = backend.read(project, stack)
    if deployment is None:
        known = ", ".join(backend.stacks(project)) or "none"
        msg = f"stack {stack!r} has no state; stacks with one: {known}"
        raise StateError(msg)
    return {"version": CHECKPOINT_VERSION, "deployment": deployment}


def past_runs(backend: Backend, project: str, stack: str) -> list[dict[str, Any]]:
    """What runs did, the newest first. Raises StateError for what is no memory of one."""
    try:
        return [{**run, **{key: _moment(run[key]) for key in _TIMES}} for run in backend.runs(project, stack)]
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        msg = f"the history of {stack} holds something that is no run ({type(error).__name__}: {error})"
        raise StateError(msg) from error


def _moment(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def read_export(path: Path, project: str, stack: str) -> dict[str, Any]:
    """A deployment out of an exported file. Raises StateError for anything else, or for another stack's."""
    try:
        document = json.loads(bytes_of_file(path).decode())
        version, deployment = document["version"], dict(document["deployment"])
        fault = misfit(deployment)
        urns = [] if fault else [Urn.parse(resource["urn"]) for resource in deployment.get("resources") or []]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = f"{path} is not an exported stack ({type(error).__name__}: {error}); nothing was changed"
        raise StateError(msg) from error
    if fault:
        msg = f"{path} is not an exported stack: {fault}; nothing was changed"
        raise StateError(msg)
    # In JSON 3.0 and true are equal to numbers that Pulumi does not take for one.
    if type(version) is not int or version != CHECKPOINT_VERSION:
        reads = f"this engine reads {CHECKPOINT_VERSION}"
        msg = f"{path} is an export of version {version!r}, and {reads}; nothing was changed"
        raise StateError(msg)
    strangers = sorted({f"{urn.project}/{urn.stack}" for urn in urns} - {f"{project}/{stack}"})
    if strangers:
        msg = f"{path} holds resources of {', '.join(strangers)}, not of {project}/{stack}; nothing was changed"
        raise StateError(msg)
    return deployment
