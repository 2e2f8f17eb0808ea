"""Ends what a process of the tests leaves behind, however that one ended.

A worker that is killed, or interrupted while it waits in a library, takes nothing down: clouds are in sessions of their
own. So each process of the tests has one of these beside it. What a process started, and what that started, has the
variable in its environment, by which it is known.
"""

import os
import select
import signal
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "STANDBY_TESTS_OF"
_GRACE_SECONDS, _POLL_SECONDS = 5.0, 0.05


def begin() -> None:
    """Have whatever this process starts ended with it. Where there is no /proc, only clouds end, by themselves."""
    mark = os.environ[VARIABLE] = f"{os.getpid()}-{uuid.uuid4().hex}"
    if not hasattr(os, "pidfd_open"):
        return
    words = [sys.executable, "-I", "-S", __file__, str(os.getpid()), f"{VARIABLE}={mark}"]
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    # Without an environment, so that it does not end itself, and in a session of its own: Ctrl-C is not for it.
    os.posix_spawn(sys.executable, words, {}, file_actions=nothing, setsid=True)


def main(pid: int, mark: bytes) -> None:
    """Wait until the process has ended, and then until there is nothing of it."""
    _wait(pid)
    deadline = time.monotonic() + _GRACE_SECONDS
    told = set[int]()
    while left := list(_marked(mark)):
        late = time.monotonic() > deadline
        for each in left:
            if late or each not in told:
                _end(each, mark, signal.SIGKILL if late else signal.SIGTERM)
                told.add(each)
        time.sleep(_POLL_SECONDS)


def _wait(pid: int) -> None:
    try:
        ending = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    # Between its start and here its number may have become another's.
    if os.getppid() == pid:
        select.select([ending], [], [])


def _marked(mark: bytes) -> Iterator[int]:
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environment.read_bytes().split(b"\0"):
                yield int(environment.parent.name)
        except OSError:
            continue


def _end(pid: int, mark: bytes, number: signal.Signals) -> None:
    try:
        process = os.pidfd_open(pid)
        if mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            signal.pidfd_send_signal(process, number)
        os.close(process)
    except OSError:
        return


if __name__ == "__main__":
    main(int(sys.argv[1]), os.fsencode(sys.argv[2]))
