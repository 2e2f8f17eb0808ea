"""Where the sandbox keeps things, which project it runs, and which cloud it talks to."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.cloud.iam.account import DEPLOYS, ROLES
from sandbox.cloud.process import ADMINISTRATOR, Cloud, CloudError, cloud_id_at, session_at
from sandbox.engine.backend import Backend
from sandbox.engine.errors import EngineError, StateError
from sandbox.loopback import spared

_FOLDER = ".sandbox"
# Names the role of runs, as `--as` does; this word stands for the account's administrator, who has none.
ACT_AS, NOBODY_ELSE = "STANDBY_ACT_AS", "administrator"
NO_CLOUD = "no cloud is running here; start one with: python -m sandbox start"


@dataclass(frozen=True)
class Place:
    """One run-time folder (a cloud's file, its logs, the stacks' states) and the folder of the project."""

    directory: Path
    project: Path

    @classmethod
    def here(cls) -> "Place":
        """The project in the current folder, with `.sandbox` in it or the one that STANDBY_SANDBOX_DIR names."""
        return cls(Path(os.environ.get("STANDBY_SANDBOX_DIR") or _FOLDER).absolute(), Path.cwd())

    @property
    def backend(self) -> Backend:
        """The states."""
        return Backend(self.directory / "state")

    def known_stacks(self, project: str) -> str:
        """Names of the stacks that have a state, for messages."""
        return ", ".join(self.backend.stacks(project)) or "none"

    def cloud(self) -> Cloud | None:
        """The running cloud, if any."""
        return Cloud.find(self.directory)

    def cloud_id(self) -> str | None:
        """Which cloud a run would talk to, or None where none answers or it is not ours."""
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        if endpoint:
            return cloud_id_at(endpoint)
        cloud = self.cloud()
        return cloud.id if cloud else None

    def environment(self, role: str | None = None) -> dict[str, str]:
        """The environment of a run: the caller's, pointed at a cloud, and acting as a role of its account.

        An AWS_ENDPOINT_URL of the caller's own goes before the running cloud, and keys of a session before the role.
        Raises EngineError without a cloud, and without such a role.
        """
        environment = {**os.environ, **spared(os.environ)}
        if not environment.get("AWS_ENDPOINT_URL"):
            cloud = self.cloud()
            if cloud is None:
                raise EngineError(NO_CLOUD)
            environment |= cloud.environment(os.environ.get("AWS_REGION", "us-east-1"))
        return {**environment, **_keys(environment, role or environment.get(ACT_AS) or DEPLOYS)}


def _keys(environment: Mapping[str, str], role: str) -> Mapping[str, str]:
    """What a role signs with, in place of the administrator's key of a cloud of ours; nothing in place of others."""
    endpoint = environment["AWS_ENDPOINT_URL"]
    is_ours = ADMINISTRATOR.items() <= environment.items() and cloud_id_at(endpoint) is not None
    if role == NOBODY_ELSE or not is_ours:
        return {}
    try:
        return session_at(endpoint, role)
    except CloudError as error:
        msg = f"nobody can act as {role!r} here: {error}; there are {', '.join(ROLES)}, and {NOBODY_ELSE}"
        raise EngineError(msg) from error


def on_a_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def refuse_other_cloud(backend: Backend, project: str, stack: str, environment: Mapping[str, str]) -> None:
    """Refuse a state that was made on another cloud: nothing that it names exists in this one.

    A fresh cloud knows nothing of what an old one held. Raises StateError; nothing is changed.
    """
    here = cloud_id_at(environment["AWS_ENDPOINT_URL"])
    recorded = backend.recorded_cloud(project, stack)
    state = backend.read(project, stack)
    if recorded is None or recorded == here or not (state or {}).get("resources"):
        return
    msg = (
        f"the state of {stack} was made on cloud {recorded}, and the one that answers now is {here or 'unknown'}: what "
        f"the state names does not exist there. To begin anew: python -m sandbox remove {stack}"
    )
    raise StateError(msg)
