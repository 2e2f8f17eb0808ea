"""Where states are kept: Pulumi's own file-backend layout, so that the `pulumi` CLI can log in to the same folder.

Owns reading, atomic writing and locking of one stack's files. Knows nothing of how a state comes about.
"""

import contextlib
import datetime as dt
import getpass
import json
import os
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.engine.errors import LockedError, StateError

ORGANIZATION = "organization"
CHECKPOINT_VERSION = 3


@dataclass(frozen=True)
class Backend:
    """A folder of states, one file per stack."""

    root: Path

    def stacks(self, project: str) -> list[str]:
        """Names of the stacks that have a state."""
        return sorted(path.stem for path in self._folder("stacks", project).glob("*.json"))

    def path(self, project: str, stack: str) -> Path:
        """The state file of a stack."""
        return self._folder("stacks", project) / f"{stack}.json"

    def read(self, project: str, stack: str) -> dict[str, Any] | None:
        """The stack's deployment, or None where it has no state yet.

        Raises StateError for a file that is not a state; the file is left as it is.
        """
        path = self.path(project, stack)
        try:
            text = path.read_text()
        except FileNotFoundError:
            return None
        try:
            checkpoint = json.loads(text)
            if checkpoint["version"] != CHECKPOINT_VERSION:
                msg = (
                    f"{path} is a checkpoint of version {checkpoint['version']}; this engine reads {CHECKPOINT_VERSION}"
                )
                raise StateError(msg)
            deployment: dict[str, Any] = checkpoint["checkpoint"].get("latest") or {}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            msg = (
                f"{path} is not a readable state ({error}). It was left as it is; the state before the last change "
                f"is in {path.name}.bak: restore it, or import an export"
            )
            raise StateError(msg) from error
        return deployment

    def write(self, project: str, stack: str, deployment_json: str) -> None:
        """Replace the stack's state in one step: after a kill there is the old one or the new one, whole."""
        path = self.path(project, stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        name = f"{ORGANIZATION}/{project}/{stack}"
        head = f'{{"version":{CHECKPOINT_VERSION},"checkpoint":{{"stack":{json.dumps(name)},"latest":'
        temporary = path.with_suffix(".json.new")
        with temporary.open("w") as file:
            file.write(f"{head}{deployment_json}}}}}")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def keep_backup(self, project: str, stack: str) -> None:
        """Keep the state as it is now beside the file, before a run changes it."""
        path = self.path(project, stack)
        if path.exists():
            backup = path.with_name(f"{path.name}.bak.new")
            backup.write_bytes(path.read_bytes())
            backup.replace(path.with_name(f"{path.name}.bak"))

    def remove(self, project: str, stack: str) -> None:
        """Forget a stack's state. A backup stays."""
        self.keep_backup(project, stack)
        self.path(project, stack).unlink(missing_ok=True)
        self._cloud_path(project, stack).unlink(missing_ok=True)

    def recorded_cloud(self, project: str, stack: str) -> str | None:
        """Id of the emulated cloud that the state was made on, or None where none was recorded."""
        path = self._cloud_path(project, stack)
        return str(json.loads(path.read_text())["cloud"]) if path.exists() else None

    def record_cloud(self, project: str, stack: str, cloud: str) -> None:
        """Remember which emulated cloud the state belongs to."""
        path = self._cloud_path(project, stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"cloud": cloud}))

    @contextlib.contextmanager
    def lock(self, project: str, stack: str) -> Iterator[None]:
        """Hold the stack. Raises LockedError that names who holds it.

        A lock of a process of this host that is gone, after a kill, is taken over.
        """
        folder = self._folder("locks", ORGANIZATION, project, stack)
        folder.mkdir(parents=True, exist_ok=True)
        mine = folder / f"{uuid.uuid4()}.json"
        mine.write_text(json.dumps(_holder()))
        try:
            for other in folder.glob("*.json"):
                if other != mine:
                    _refuse_if_held(other, stack)
            yield
        finally:
            mine.unlink(missing_ok=True)

    def _folder(self, *parts: str) -> Path:
        return self.root.joinpath(".pulumi", *parts)

    def _cloud_path(self, project: str, stack: str) -> Path:
        return self._folder("clouds", project) / f"{stack}.json"


def _holder() -> dict[str, Any]:
    now = dt.datetime.now(dt.UTC).isoformat()
    return {"pid": os.getpid(), "username": _user(), "hostname": socket.gethostname(), "timestamp": now}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a user id that has no name
        return str(os.getuid())


def _refuse_if_held(lock: Path, stack: str) -> None:
    try:
        holder = json.loads(lock.read_text())
    except FileNotFoundError:
        return
    except ValueError:
        holder = {}
    if holder.get("hostname") == socket.gethostname() and not _is_alive(int(holder["pid"])):
        lock.unlink(missing_ok=True)
        return
    msg = (
        f"{stack} is held by process {holder.get('pid')} of {holder.get('username')} on {holder.get('hostname')} since "
        f"{holder.get('timestamp')}; wait for it to end. If that process is gone, delete {lock}"
    )
    raise LockedError(msg)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
