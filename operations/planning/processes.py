"""Other programs, run and heard out: engines, planners, git."""

import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from operations.errors import OperationError
from operations.shortened import short

# How long a program that is told to end may take, before it is ended.
_END_SECONDS = 20.0
_LONGEST = 500
_running: set["subprocess.Popen[str]"] = set()
# Who was just starting one when all were told to end has that one told, too.
_ending = threading.Event()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a program said, and its exit code. What is not UTF-8 in it is marked as such."""

    stdout: str
    stderr: str
    code: int

    def tail(self, lines: int, *, otherwise: str = "") -> str:
        """The end of what it said is wrong. Whoever quotes it has something to say after it."""
        said = (self.stderr or otherwise).strip().splitlines()[-lines:]
        return "\n".join(short(line, _LONGEST) for line in said)


def run(
    words: Sequence[str], *, folder: Path, seconds: float | None = None, environment: Mapping[str, str] | None = None
) -> Heard:
    """Run it to its end. Raises OperationError where it cannot be run, or takes longer than `seconds`."""
    with started(words, folder=folder, environment=environment) as process:
        try:
            stdout, stderr = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            process.kill()
            msg = f"{words[0]} did not end within {seconds:g} seconds"
            raise OperationError(msg) from error
    return Heard(stdout=stdout, stderr=stderr, code=process.returncode)


@contextmanager
def started(
    words: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None, joined: bool = False
) -> Iterator["subprocess.Popen[str]"]:
    """A program while it runs; with `joined`, both of its streams are one. Raises OperationError."""
    try:
        process = subprocess.Popen(  # noqa: S603 - whose words these are says the caller
            list(words),
            cwd=folder,
            env=dict(os.environ if environment is None else environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if joined else subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except (OSError, ValueError) as error:
        msg = f"{words[0]} could not be run ({getattr(error, 'strerror', None) or error})"
        raise OperationError(msg) from error
    _running.add(process)
    if _ending.is_set():
        _end(process)
    try:
        with process:
            yield process
    finally:
        _running.discard(process)


def end_all() -> None:
    """Tell every program that runs here to end, and each that is started from now on; end it where it does not."""
    _ending.set()
    for process in tuple(_running):
        _end(process)


def end_no_more() -> None:
    """What is started from now on runs."""
    _ending.clear()


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    timer = threading.Timer(_END_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
