"""Commands of the sandbox as processes that a test kills, at an instant that the log of the cloud's calls tells."""

import os
import signal
import subprocess
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.sandbox.sandboxes import Sandbox


@dataclass(frozen=True)
class Command:
    """A running `python -m sandbox …`, leader of its own process group. What it prints is in a file."""

    sandbox: Sandbox
    process: "subprocess.Popen[bytes]"
    output: Path

    @classmethod
    def start(cls, sandbox: Sandbox, *arguments: str) -> Self:
        """Start it as the sandbox's engine does."""
        command = sandbox.engine._command
        output = sandbox.cloud.directory / f"{'-'.join(arguments[:2])}.{uuid.uuid4().hex}.log"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*command.argv, *arguments],
                cwd=command.directory,
                env={**os.environ, **command.environment},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(sandbox, process, output)

    def wait_until(self, so: Callable[[], bool]) -> bool:
        """Look until it is so; False where the command ends before."""
        while not so():
            if self.process.poll() is not None:
                return False
            # Answered by the cloud and in no log: a look may take as long as that does.
            self.sandbox.cloud.ask("GET", "/_sandbox/cloud")
        return True

    def kill(self, *, providers: bool) -> None:
        """SIGKILL engine and program, which are one group, and the providers, which are in others, or not those."""
        doomed = _descendants(self.process.pid) if providers else []
        os.killpg(self.process.pid, signal.SIGKILL)
        for pid in doomed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> str:
        """Wait for its end; returns what it printed."""
        self.process.wait()
        return self.output.read_text()


def _descendants(pid: int) -> list[int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may end while we look
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        children = [child for child, its_parent in parents.items() if its_parent == parent]
        found += children
        waiting += children
    return found
