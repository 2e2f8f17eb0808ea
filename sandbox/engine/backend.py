"""Where states are kept: Pulumi's own file-backend layout, so that the `pulumi` CLI can log in to the same folder.

Owns reading, atomic writing and locking of one stack's files. Knows nothing of how a state comes about.
"""

import contextlib
import datetime as dt
import fcntl
import getpass
import json
import os
import re
import shutil
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sandbox.engine.errors import LockedError, StateError

ORGANIZATION = "organization"
CHECKPOINT_VERSION = 3
_STACK_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Backend:
    """A folder of states, one file per stack."""

    root: Path

    def stacks(self, project: str) -> list[str]:
        """Names of the stacks that have a state."""
        return sorted(path.stem for path in self._folder("stacks", project).glob("*.json"))

    def path(self, project: str, stack: str) -> Path:
        """The state file of a stack."""
        if not _STACK_NAME.fullmatch(stack):
            msg = f"{stack!r} cannot be the name of a stack; use letters, digits, hyphens, underscores and dots"
            raise StateError(msg)
        return self._folder("stacks", project) / f"{stack}.json"

    def read(self, project: str, stack: str) -> dict[str, Any] | None:
        """The stack's deployment, or None where it has no state yet.

        Raises StateError for a file that is not a state; the file is left as it is.
        """
        path = self.path(project, stack)
        try:
            checkpoint = json.loads(path.read_text())
            if checkpoint["version"] != CHECKPOINT_VERSION:
                msg = (
                    f"{path} is a checkpoint of version {checkpoint['version']}, and this engine reads version "
                    f"{CHECKPOINT_VERSION}. It was left as it is; export the stack with the CLI that wrote it"
                )
                raise StateError(msg)
            owner = str(checkpoint["checkpoint"]["stack"])
            deployment: dict[str, Any] = dict(checkpoint["checkpoint"].get("latest") or {})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            msg = (
                f"{path} is not a readable state ({type(error).__name__}: {error}). It was left as it is; the state "
                f"before the last run is in {path.name}.bak: put it in its place, or import an export"
            )
            raise StateError(msg) from error
        if owner.split("/")[-2:] not in ([project, stack], [stack]):
            msg = f"{path} holds the state of {owner}, not of {project}/{stack}. It was left as it is; move it away"
            raise StateError(msg)
        return deployment

    def write(self, project: str, stack: str, deployment_json: str) -> None:
        """Replace the stack's state in one step: after a kill there is the old one or the new one, whole."""
        path = self.path(project, stack)
        name = f"{ORGANIZATION}/{project}/{stack}"
        head = f'{{"version":{CHECKPOINT_VERSION},"checkpoint":{{"stack":{json.dumps(name)},"latest":'
        _replace_file(path, f"{head}{deployment_json}}}}}".encode())

    def keep_backup(self, project: str, stack: str) -> None:
        """Keep the state as it is now beside the file, before a run changes it."""
        path = self.path(project, stack)
        if path.exists():
            _replace_file(path.with_name(f"{path.name}.bak"), path.read_bytes())

    def remove(self, project: str, stack: str) -> None:
        """Forget a stack's state. A backup stays."""
        self.keep_backup(project, stack)
        self.path(project, stack).unlink(missing_ok=True)
        self._cloud_path(project, stack).unlink(missing_ok=True)
        self.remove_journals(project, stack)
        shutil.rmtree(self._history(project, stack), ignore_errors=True)

    def keep_run(self, project: str, stack: str, run: Mapping[str, Any]) -> None:
        """Remember what a run did. Raises StateError where it cannot be written."""
        _replace_file(
            self._history(project, stack) / f"{stack}-{time.time_ns()}.history.json", json.dumps(run, indent=4).encode()
        )

    def runs(self, project: str, stack: str) -> list[dict[str, Any]]:
        """What runs did, the newest first. Raises StateError for what is no memory of one."""
        self.path(project, stack)
        # The names hold nanoseconds of one length.
        return [_run_in(path) for path in sorted(self._history(project, stack).glob("*.history.json"), reverse=True)]

    def recorded_cloud(self, project: str, stack: str) -> str | None:
        """Id of the emulated cloud that the state was made on, or None where none was recorded."""
        path = self._cloud_path(project, stack)
        try:
            return str(json.loads(path.read_text())["cloud"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            msg = f"{path} does not say which cloud the state of {stack} was made on; delete it if that is this one"
            raise StateError(msg) from error

    def record_cloud(self, project: str, stack: str, cloud: str | None) -> None:
        """Remember which emulated cloud the state belongs to; None forgets it."""
        if cloud is None:
            self._cloud_path(project, stack).unlink(missing_ok=True)
            return
        _replace_file(self._cloud_path(project, stack), json.dumps({"cloud": cloud}).encode())

    def journals(self, project: str, stack: str) -> Path:
        """Folder in which providers of a run write down what they make."""
        return self._folder("creates", project, stack)

    def remove_journals(self, project: str, stack: str) -> None:
        """Forget what providers wrote, once it is in the state."""
        shutil.rmtree(self.journals(project, stack), ignore_errors=True)

    @contextlib.contextmanager
    def lock(self, project: str, stack: str) -> Iterator[None]:
        """Hold the stack. Raises LockedError that names who holds it.

        A lock of a process of this host that is gone, after a kill, is taken over. Who comes writes first and
        looks then, one after the other on this host: of several who come at once exactly one gets it.
        """
        folder = self._folder("locks", ORGANIZATION, project, self.path(project, stack).stem)
        mine = folder / f"{uuid.uuid4()}.json"
        try:
            with _one_at_a_time(folder):
                _replace_file(mine, json.dumps(asdict(_Holder.me())).encode())
                for other in folder.glob("*.json"):
                    if other != mine:
                        _refuse_if_held(other, stack)
            yield
        finally:
            mine.unlink(missing_ok=True)

    def _folder(self, *parts: str) -> Path:
        return self.root.joinpath(".pulumi", *parts)

    def _history(self, project: str, stack: str) -> Path:
        return self._folder("history", project, stack)

    def _cloud_path(self, project: str, stack: str) -> Path:
        return self._folder("clouds", project) / f"{stack}.json"


def _run_in(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        msg = f"{path} does not say what a run did ({type(error).__name__}: {error}); delete it to forget that run"
        raise StateError(msg) from error


def _refuse_if_held(lock: Path, stack: str) -> None:
    try:
        holder = _Holder.parse(lock.read_text())
    except FileNotFoundError:
        return
    if holder is not None and holder.hostname == socket.gethostname() and not _is_alive(holder.pid):
        lock.unlink(missing_ok=True)
        return
    who = str(holder) if holder is not None else "somebody who left an unreadable lock"
    msg = f"{stack} is held by {who}; wait for the end of that run. If it is gone, delete {lock}"
    raise LockedError(msg)


@dataclass(frozen=True)
class _Holder:
    """Who holds a stack, in the form that the `pulumi` CLI writes too."""

    pid: int
    username: str
    hostname: str
    timestamp: str

    @classmethod
    def me(cls) -> "_Holder":
        return cls(os.getpid(), _user(), socket.gethostname(), dt.datetime.now(dt.UTC).isoformat())

    @classmethod
    def parse(cls, text: str) -> "_Holder | None":
        try:
            written = json.loads(text)
            return cls(int(written["pid"]), written["username"], written["hostname"], written["timestamp"])
        except (ValueError, TypeError, KeyError):
            return None

    def __str__(self) -> str:
        return f"process {self.pid} of {self.username} on {self.hostname} since {self.timestamp}"


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Among the processes of this host. Locks the folder itself: for `pulumi` every file in it would be a lock."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        msg = f"{folder} cannot hold a lock ({error}), so nothing was begun. Set that right, and try again"
        raise StateError(msg) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a user id that has no name
        return str(os.getuid())


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # One that was killed and whose parent has not looked yet is in the table of processes, and does nothing.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def _replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step: after a kill there is the old one or the new one, whole. Raises StateError."""
    temporary = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        msg = f"{path} could not be written ({error}); what was there is as it was. Set that right, and try again"
        raise StateError(msg) from error
