"""How processes are started from a warm server: `subprocess` does it by itself, where the server has what is wanted."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parents[2]
_LAUNCHERS: Final = ROOT / "sandbox" / "bin"
_LAUNCHED: Final = {f"pulumi-resource-{each}": f"sandbox.providers.{each}" for each in ("aws", "awsx", "kubernetes")}
_MODULES: Final = frozenset({"operations", "sandbox", "sandbox.engine.program"})
_as_it_is: Any = subprocess.Popen


def abandoned() -> contextlib.suppress:
    """Who was to read this has ended."""
    return contextlib.suppress(OSError)


@dataclass(frozen=True)
class Wanted:
    """A module of ours that is to be run, as `python -m` runs it."""

    module: str
    arguments: tuple[str, ...]
    unbuffered: bool = False


def wanted(words: object, folder: object, environment: Mapping[str, str]) -> Wanted | None:
    """What a command line asks for, where the server has it loaded, and as this repository has it."""
    if isinstance(words, str | bytes | os.PathLike) or not isinstance(words, Sequence):
        return None
    program, *rest = [os.fspath(each) for each in words]
    found = None
    if Path(program).parent == _LAUNCHERS:
        found = Wanted(_LAUNCHED[Path(program).name], tuple(rest))
    elif program == sys.executable:
        flags = 1 if rest[:1] == ["-u"] else 0
        if rest[flags : flags + 1] == ["-m"] and rest[flags + 1] in _MODULES:
            found = Wanted(rest[flags + 1], tuple(rest[flags + 2 :]), unbuffered=bool(flags))
    return found if found and _is_of_here(found, Path(os.fspath(folder or ".")), environment) else None  # type: ignore[call-overload]


def _is_of_here(found: Wanted, folder: Path, environment: Mapping[str, str]) -> bool:
    path = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    package = folder / found.module.partition(".")[0]
    return {Path(each) for each in path} <= {ROOT} and (not package.exists() or package.samefile(ROOT / package.name))


class Popen(_as_it_is):  # type: ignore[misc]
    """A process of the server where it can be one; any other is started as ever."""

    _address = ""
    _connection: socket.socket | None = None
    _told = b""
    returncode: int | None

    def _execute_child(self, args: Any, executable: Any, *rest: Any) -> None:  # noqa: ANN401 - subprocess's own
        _, _, pass_fds, cwd, env, _, _, shell, *streams = rest
        p2cread, _, _, c2pwrite, _, errwrite = streams[:6]
        given = os.environ if env is None else env
        environment = {os.fsdecode(key): os.fsdecode(value) for key, value in given.items()}
        found = None if executable or shell or pass_fds else wanted(args, cwd, environment)
        if found is None:
            super()._execute_child(args, executable, *rest)
            return
        asked = {
            "module": found.module,
            "arguments": found.arguments,
            "unbuffered": found.unbuffered,
            "environment": environment,
            "folder": os.path.realpath(os.fspath(cwd or ".")) if cwd is None else os.fspath(cwd),
            "leads": bool(streams[11]),
        }
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        numbers = [own if stream == -1 else stream for own, stream in enumerate((p2cread, c2pwrite, errwrite))]
        message = f"{json.dumps(asked)}\n".encode()
        sent = socket.send_fds(connection, [message], numbers)
        connection.sendall(message[sent:])
        self._connection = connection
        self.pid = int(self._line())
        self._child_created = True
        self._close_pipe_fds(*streams[:6])

    def _line(self) -> bytes:
        assert self._connection
        while b"\n" not in self._told:
            more = self._connection.recv(64)
            if not more:
                msg = "the server of warm processes has ended"
                raise OSError(msg)
            self._told += more
        line, _, self._told = self._told.partition(b"\n")
        return line

    def _internal_poll(self, *rest: Any, **named: Any) -> int | None:  # noqa: ANN401 - subprocess's own
        if self._connection is None:
            found: int | None = super()._internal_poll(*rest, **named)
            return found
        return self._ended(0)

    def _wait(self, timeout: float | None) -> int | None:
        if self._connection is None:
            found: int | None = super()._wait(timeout)
            return found
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return self.returncode

    def _ended(self, timeout: float | None) -> int | None:
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._waitpid_lock:
            if self.returncode is None and self._connection:
                left = None if deadline is None else max(0, deadline - time.monotonic())
                if select.select([self._connection], [], [], left)[0]:
                    self.returncode = int(self._line())
                    self._connection.close()
        code: int | None = self.returncode
        return code


def start_warm(address: str) -> None:
    """From now on."""
    Popen._address = address
    subprocess.Popen = Popen  # type: ignore[misc]


@contextlib.contextmanager
def starting_warm(address: str) -> Iterator[None]:
    """Meanwhile."""
    start_warm(address)
    try:
        yield
    finally:
        subprocess.Popen = _as_it_is  # type: ignore[misc]
