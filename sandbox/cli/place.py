"""Where the sandbox keeps things, and which cloud it talks to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.cloud.process import Cloud, cloud_id_at
from sandbox.engine.backend import Backend
from sandbox.engine.errors import EngineError, StateError

_FOLDER = ".sandbox"


@dataclass(frozen=True)
class Place:
    """One run-time folder: a cloud's file, its logs, and the stacks' states."""

    directory: Path

    @classmethod
    def here(cls) -> "Place":
        """`.sandbox` in the current folder, or the one that STANDBY_SANDBOX_DIR names."""
        return cls(Path(os.environ.get("STANDBY_SANDBOX_DIR", _FOLDER)).absolute())

    @property
    def backend(self) -> Backend:
        """The states."""
        return Backend(self.directory / "state")

    def cloud(self) -> Cloud | None:
        """The running cloud, if any."""
        return Cloud.find(self.directory)

    def environment(self) -> dict[str, str]:
        """The environment of a run: the caller's, pointed at a cloud.

        An AWS_ENDPOINT_URL of the caller's own goes before the running cloud. Raises EngineError without either.
        """
        if os.environ.get("AWS_ENDPOINT_URL"):
            return dict(os.environ)
        cloud = self.cloud()
        if cloud is None:
            msg = "no cloud is running here; start one with: python -m sandbox start"
            raise EngineError(msg)
        return {**os.environ, **cloud.environment(os.environ.get("AWS_REGION", "us-east-1"))}


def refuse_other_cloud(backend: Backend, project: str, stack: str, environment: Mapping[str, str]) -> None:
    """Refuse a state that was made on another cloud: nothing that it names exists in this one.

    A fresh cloud knows nothing of what an old one held. Raises StateError; nothing is changed.
    """
    here = cloud_id_at(environment["AWS_ENDPOINT_URL"])
    recorded = backend.recorded_cloud(project, stack)
    state = backend.read(project, stack)
    if recorded is None or recorded == here or not (state or {}).get("resources"):
        if here is not None:
            backend.record_cloud(project, stack, here)
        return
    msg = (
        f"the state of {stack} was made on cloud {recorded}, and the one that answers now is {here or 'unknown'}: what "
        f"the state names does not exist there. To begin anew: python -m sandbox remove {stack}"
    )
    raise StateError(msg)
