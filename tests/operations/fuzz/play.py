"""One case in this process: the command's own entry, with the folder, the environment and the outputs of the case.

Nothing is reached but this machine, nobody waits, and no process is ended that is not a child of this one.
"""

import ctypes
import errno
import gc
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session

from operations.recovery import model
from sandbox.loopback import spared
from tests.operations.fuzz import unsaid
from tests.operations.fuzz.cases import ABSENT, FOLDER, LOOP, UNREADABLE, Case
from tests.operations.fuzz.commands import PROGRAMS
from tests.operations.fuzz.environments import put_in_place
from tests.operations.fuzz.stand_ins import PROGRAMS as STAND_INS
from tests.operations.fuzz.verdicts import Ending

# After so many waits somebody presses Ctrl-C.
_WAITS = 20
_DRAWN = 50
# Numbers of the processes that this one started, and not one that it started.
_started: set[int] = set()
# What looks at a region that does not answer may take until it gives up.
_THREAD_SECONDS = 60
_LONGEST_WAIT = 2**63 / 1e9
_ADOPT_ORPHANS = 36
_PRODUCT = ("operations", "sandbox", "settings", "pulumi_yaml", "components", "workloads")
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where cases are played: a folder that is theirs, stand-ins of processes, and addresses of servers."""

    folder: Path
    stand_ins: Path
    addresses: Mapping[str, str]

    def lay_out(self, case: Case) -> dict[str, str]:
        """Write the case's files, and return its environment."""
        here, answers, scratch = (self.folder / name for name in ("here", "answers", "scratch"))
        for each in (here, answers, scratch):
            _remove(each)
            each.mkdir(parents=True)
        places = {
            "{here}": str(here),
            "{answers}": str(answers),
            "{tmp}": str(scratch),
            "{stand-ins}": str(self.stand_ins),
            **self.addresses,
        }
        (here / "loop").symlink_to("loop")
        (here / "dangling").symlink_to("nothing")
        for path, content in case.files.items():
            _put(here / path, content, self.addresses["{cloud}"])
        for name, content in case.answers.items():
            _put(answers / name, content, self.addresses["{cloud}"])
        return put_in_place(case.environment, places)


def play(case: Case, stage: Stage) -> Ending:
    """Run it, and say how it ended."""
    environment = stage.lay_out(case)
    here = stage.folder / "here"
    before = unsaid.listed(here)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=how) for how in ("strict", "backslashreplace"))
    code, raised = None, ""
    threads, children = set(threading.enumerate()), frozenset(_children())
    with _in_its_place(here, environment, out, err):
        try:
            # A defect goes through, so that it is told where it is.
            os.environ["STANDBY_TRACEBACK"] = "1"
            if case.command.program == "sandbox":
                os.environ.update(spared(os.environ))
            PROGRAMS[case.command.program](list(case.words), prog_name=case.command.program)
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException as error:  # noqa: BLE001 - any of them is what is looked for
            raised = _told(error)
        left = [f"thread {each.name}" for each in _threads_left(threads)]
    left += _children_left(children, stage.stand_ins)
    return Ending(
        code=code,
        stdout=_text(out),
        stderr=_text(err),
        raised=raised,
        left_running=tuple(left),
        written=(*unsaid.unsaid(case, here, before), *unsaid.in_scratch(stage.folder)),
    )


@contextmanager
def guarded() -> Iterator[None]:
    """While this lasts, only this machine is reached, waits are short, and only children are ended."""
    with _replaced(
        (socket, "getaddrinfo", _here_alone(socket.getaddrinfo)),
        (socket.socket, "connect", _to_here_alone(socket.socket.connect)),
        (os, "kill", _children_alone(os.kill)),
        (subprocess.Popen, "__init__", _noted(subprocess.Popen.__init__)),
        # The drawn failovers are as they are, and only take long.
        (model.simulate, "__defaults__", (_DRAWN,)),
        (botocore.session, "create_loader", _once_for_each_path(botocore.session.create_loader)),
    ):
        # So that what a command leaves behind becomes a child of this process, and is seen.
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
        try:
            yield
        finally:
            ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 0, 0, 0, 0)


def _put(path: Path, content: bytes | str, cloud: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if content == ABSENT:
        return
    if content == FOLDER:
        path.mkdir()
    elif content == LOOP:
        path.symlink_to(path.name)
    elif content == UNREADABLE:
        path.write_bytes(b"secret")
        path.chmod(0)
    elif isinstance(content, bytes):
        path.write_bytes(content.replace(b"{cloud}", cloud.encode()) if len(content) < 100_000 else content)


@contextmanager
def _in_its_place(here: Path, environment: Mapping[str, str], out: io.TextIOBase, err: io.TextIOBase) -> Iterator[None]:
    known, folder = dict(os.environ), Path.cwd()
    waits = _Waits()
    handlers = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    with _replaced(
        (sys, "stdout", out),
        (sys, "stderr", err),
        (sys, "stdin", io.StringIO()),
        (time, "sleep", waits),
        (tempfile, "tempdir", None),
    ):
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(here)
        try:
            yield
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(known)
            for each, handler in handlers.items():
                signal.signal(each, handler)


class _Waits:
    """Nobody waits; what cannot be waited for is refused as by the real one, and at last somebody presses Ctrl-C."""

    def __init__(self) -> None:
        self._count = 0
        self._real = time.sleep

    def __call__(self, seconds: float) -> None:
        if not seconds < _LONGEST_WAIT or seconds < 0:
            self._real(seconds)
        self._count += 1
        if self._count > _WAITS and threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        self._real(min(seconds, 0.001))


@contextmanager
def _replaced(*named: tuple[Any, str, Any]) -> Iterator[None]:
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in named]
    for owner, name, value in named:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


def _is_here(host: object) -> bool:
    return str(host).startswith("127.") or host in {None, "", "localhost", "::1", b"127.0.0.1"}


def _here_alone(real: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: object, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - the real one's
        if _is_here(host):
            return real(host, *rest, **named)
        str(host).encode("idna")
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    return getaddrinfo


def _to_here_alone(real: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:  # noqa: ANN401 - the real one's
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        return real(self, address)

    return connect


def _children_alone(real: Callable[[int, int], None]) -> Callable[[int, int], None]:
    def kill(pid: int, number: int) -> None:
        if pid > 0 and pid in _children():
            real(pid, number)
            return
        if not isinstance(pid, int):
            real(pid, number)
        if pid <= 0:
            msg = f"a whole group of processes would be ended: kill({pid})"
            raise AssertionError(msg)
        raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))

    return kill


def _once_for_each_path(real: Callable[..., Any]) -> Callable[..., Any]:
    made: dict[Any, Any] = {}

    def create_loader(search_path: str | None = None) -> Any:  # noqa: ANN401 - botocore's
        if search_path not in made:
            made[search_path] = real(search_path)
        return made[search_path]

    return create_loader


def _children() -> list[int]:
    # Not what the kernel lists for a thread: that may leave some out while others end.
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            found.append(int(status.parent.name))
    return found


def _noted(real: Callable[..., None]) -> Callable[..., None]:
    def begin(self: subprocess.Popen[Any], *words: Any, **named: Any) -> None:  # noqa: ANN401 - the real one's
        real(self, *words, **named)
        _started.add(self.pid)

    return begin


def _children_left(before: frozenset[int], stand_ins: Path) -> list[str]:
    """Processes that nobody waited for; they are ended. Whoever plays may have some of its own."""
    found = []
    for pid in set(_children()) - before:
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            # A stand-in that was ended left it, before or after it became the program that prints: no product's child.
            is_of_a_stand_in = name in {"cat", "cp"} or str(stand_ins) in words or (not words and name in STAND_INS)
            if pid in _started or not is_of_a_stand_in:
                found.append(f"process {words or 'that has ended and was not waited for'}")
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except OSError:
            continue
    _started.clear()
    return found


def _threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    known = [each for each in threading.enumerate() if each not in before and not each.daemon]
    if known:
        # An executor that nobody refers to ends its threads.
        gc.collect()
    for each in known:
        each.join(_THREAD_SECONDS / len(known))
    return [each for each in known if each.is_alive()]


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode(errors="replace")


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = [(Path(each.filename), each.lineno) for each in frames]
    ours = [(path.relative_to(_ROOT), line) for path, line in places if path.is_relative_to(_ROOT)]
    ours = [each for each in ours if each[0].parts[0] in _PRODUCT]
    where = " < ".join(f"{path}:{line}" for path, line in reversed(ours[-3:]))
    return f"{type(error).__name__}: {str(error)[:300]} ({where})"
