"""Starting, finding and stopping the cloud."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sandbox.cloud.iam.account import role_arn
from sandbox.loopback import spared

CLOUD_FILE = "cloud.json"
# Any key that this cloud did not issue is the account's administrator's.
ADMINISTRATOR = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
# Exit code of the cloud's process where its port belongs to somebody else.
PORT_TAKEN = 3
# Of processes that may be a cloud: a signal to 1 goes to whoever started this machine.
_NUMBERS = range(2, 2**31)
_START_SECONDS, _STOP_SECONDS, _POLL_SECONDS, _ANSWER_SECONDS = 30.0, 10.0, 0.02, 5.0


# Clouds that this process started. Without its object a running child would be reported as forgotten.
_started: dict[int, "subprocess.Popen[bytes]"] = {}


class CloudError(RuntimeError):
    """The cloud did not start or stop as it should."""


class PortTakenError(CloudError):
    """Somebody else has the port."""


@dataclass(frozen=True)
class Cloud:
    """A running cloud. `directory` holds its file and its logs."""

    directory: Path
    id: str
    pid: int
    endpoint: str

    @classmethod
    def start(cls, directory: Path, port: int = 0) -> Self:
        """Start one in the background and wait until it answers. Raises CloudError, PortTakenError."""
        running = cls.find(directory)
        if running is not None:
            msg = f"a cloud is already running for {directory}: {running.endpoint}; stop it first"
            raise CloudError(msg)
        (directory / "cloud").mkdir(parents=True, exist_ok=True)
        (directory / CLOUD_FILE).unlink(missing_ok=True)
        log = directory / "cloud" / "gateway.log"
        root = Path(__file__).resolve().parents[2]
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "sandbox.cloud", "--directory", str(directory), "--port", str(port)],
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            return cls._answering(directory, process, port, log)
        except BaseException:
            # Also where somebody gives up waiting: in a session of its own, nobody else would end it.
            process.kill()
            process.wait()
            raise

    @classmethod
    def _answering(cls, directory: Path, process: "subprocess.Popen[bytes]", port: int, log: Path) -> Self:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            cloud = cls.find(directory)
            if cloud is not None:
                _started[process.pid] = process
                return cloud
            code = process.poll()
            if code == PORT_TAKEN:
                msg = (
                    f"port {port} is taken by another program; stop it, or give another port with --port (0 takes any)"
                )
                raise PortTakenError(msg)
            if code is not None:
                msg = f"the cloud ended with {code} while starting; its log is {log}:\n{log.read_text()[-2000:]}"
                raise CloudError(msg)
            time.sleep(_POLL_SECONDS)
        msg = f"the cloud did not answer within {_START_SECONDS:g} s; its log is {log}"
        raise CloudError(msg)

    @classmethod
    def find(cls, directory: Path) -> Self | None:
        """The cloud that runs for `directory`, or None. A file that a dead cloud left is not one."""
        try:
            written = json.loads((directory / CLOUD_FILE).read_text())
            cloud = cls(directory, written["id"], written["pid"], written["endpoint"])
            cloud.refuse_nonsense()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            # Whatever stands there, no cloud of ours wrote it: its number may be any process's.
            return None
        return cloud if cloud_id_at(cloud.endpoint) == cloud.id else None

    def refuse_nonsense(self) -> None:
        """Raise ValueError for what a file of ours never says. A signal to number 0 or below goes to many processes."""
        words = (self.id, self.endpoint)
        if not all(isinstance(each, str) for each in words) or type(self.pid) is not int or self.pid not in _NUMBERS:
            msg = f"{self.directory / CLOUD_FILE} is not what a cloud writes"
            raise ValueError(msg)

    def environment(self, region: str, role: str | None = None) -> dict[str, str]:
        """What AWS clients need to find it, as the account's administrator or as a role of `iam.account`.

        The credentials open nothing but this. Raises CloudError where there is no such role.
        """
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            **(session_at(self.endpoint, role) if role else ADMINISTRATOR),
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "STANDBY_DNS": f"{self.endpoint}/_sandbox/dns-query",
            **spared(os.environ),
        }

    def stop(self) -> None:
        """End it and wait until it is gone. Raises CloudError where it stays.

        Its number may be another process's by now: one that is not our child is ended only while it answers as itself.
        """
        if self.pid not in _started and cloud_id_at(self.endpoint) != self.id:
            (self.directory / CLOUD_FILE).unlink(missing_ok=True)
            return
        deadline = time.monotonic() + _STOP_SECONDS
        try:
            os.kill(self.pid, signal.SIGTERM)
            while time.monotonic() < deadline:
                _reap(self.pid)
                os.kill(self.pid, 0)
                time.sleep(_POLL_SECONDS)
        except ProcessLookupError:
            (self.directory / CLOUD_FILE).unlink(missing_ok=True)
            return
        msg = f"the cloud (process {self.pid}) did not stop within {_STOP_SECONDS:g} s"
        raise CloudError(msg)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Use the cloud's own interface; see `control`. Raises CloudError with its reason."""
        return _asked(self.endpoint, method, path, body)

    def __enter__(self) -> Self:
        """The running cloud."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()


def cloud_id_at(endpoint: str) -> str | None:
    """Which cloud answers at `endpoint`, or None where none does or it is not ours."""
    try:
        return str(_asked(endpoint, "GET", "/_sandbox/cloud", None)["id"])
    except (CloudError, KeyError):
        return None


def session_at(endpoint: str, role: str) -> dict[str, str]:
    """Credentials of a role of `iam.account` in the cloud at `endpoint`. Raises CloudError where there is none."""
    keys = _asked(endpoint, "POST", "/_sandbox/credentials", {"role": role_arn(role), "session": role})
    return {name: str(value) for name, value in keys.items()}


def _asked(endpoint: str, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    try:
        return _ask(endpoint, method, path, body)
    except (OSError, ValueError, RecursionError, http.client.HTTPException) as error:
        msg = f"{method} {path}: the cloud at {endpoint} does not answer ({error})"
        raise CloudError(msg) from error


def _ask(endpoint: str, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=_ANSWER_SECONDS)
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None)
        response = connection.getresponse()
        answer: Any = json.loads(response.read())
    finally:
        connection.close()
    if not isinstance(answer, dict):
        msg = f"{method} {path}: what answers at {endpoint} is no cloud of the sandbox"
        raise CloudError(msg)
    if response.status != http.HTTPStatus.OK:
        msg = f"{method} {path}: {answer.get('error', response.status)}"
        raise CloudError(msg)
    return answer


def _reap(pid: int) -> None:
    """A child that has ended stays in the process table until its parent looks; ours may be our child."""
    child = _started.get(pid)
    if child is not None and child.poll() is not None:
        del _started[pid]
