"""States as files: what `pulumi stack export` and `import` write and read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.engine.backend import CHECKPOINT_VERSION, Backend
from sandbox.engine.errors import StateError
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.urn import Urn


def exported(backend: Backend, project: str, stack: str) -> dict[str, Any]:
    """The state as an export. Raises StateError for a stack without one."""
    deployment = backend.read(project, stack)
    if deployment is None:
        known = ", ".join(backend.stacks(project)) or "none"
        msg = f"stack {stack!r} has no state; stacks with one: {known}"
        raise StateError(msg)
    return {"version": CHECKPOINT_VERSION, "deployment": deployment}


def read_export(path: Path, project: str, stack: str) -> dict[str, Any]:
    """A deployment out of an exported file. Raises StateError for anything else, or for another stack's."""
    try:
        document = json.loads(path.read_text())
        version, deployment = document["version"], dict(document["deployment"])
        urns = [Urn.parse(resource["urn"]) for resource in deployment.get("resources") or []]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path} is not an exported stack ({type(error).__name__}: {error}); nothing was changed"
        raise StateError(msg) from error
    if version != CHECKPOINT_VERSION:
        msg = (
            f"{path} is an export of version {version}, and this engine reads {CHECKPOINT_VERSION}; nothing was changed"
        )
        raise StateError(msg)
    strangers = sorted({f"{urn.project}/{urn.stack}" for urn in urns} - {f"{project}/{stack}"})
    if strangers:
        msg = f"{path} holds resources of {', '.join(strangers)}, not of {project}/{stack}; nothing was changed"
        raise StateError(msg)
    return deployment


def take(
    backend: Backend, project: str, stack: str, deployment: Mapping[str, Any], source: str, cloud: str | None
) -> None:
    """Put a deployment in the state's place, the old one kept as backup. Raises StateError for one that is not whole.

    `cloud` is the one that runs now, if any: from here on the state belongs to it.
    """
    with backend.lock(project, stack):
        Snapshot(backend, project, stack, persist=False).taking(deployment, source)
        backend.keep_backup(project, stack)
        backend.write(project, stack, json.dumps(deployment))
        backend.remove_journals(project, stack)
        backend.record_cloud(project, stack, cloud)
