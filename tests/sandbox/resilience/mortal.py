"""The engine in a process that may end itself by SIGKILL, at any point at which it matters.

A point is the moment before a write of the state, and before a call that changes something. Tells how many it passed.
Started as `python -m tests.sandbox.resilience.mortal SOCKET`; see `tests/sandbox/engine/warm.py`.
"""

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.engine import crypter, process
from sandbox.engine.backend import Backend
from sandbox.engine.deployment import Deployment
from sandbox.engine.facts import RunFacts
from sandbox.engine.plugins import Plugin
from sandbox.engine.project import Project
from tests.sandbox.engine import warm

_CLIENT = Path(warm.__file__).with_name("client.py")
_CHANGING = ("create", "update", "delete")


class _Life:
    """Counts the points, and ends at the given one; at 0, never."""

    def __init__(self, last: int) -> None:
        self.passed, self._last = 0, last

    def pass_before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def passing(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the work takes
            self.passed += 1
            if self.passed == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*arguments, **named)

        return passing


def run() -> int:
    """Run `COMMAND` in `FOLDER` and end before the point `LAST`; programs are started through `SOCKET`."""
    folder, command, last, programs = sys.argv[1:]
    life = _Life(int(last))
    Backend.write = life.pass_before(Backend.write)  # type: ignore[method-assign]
    for name in _CHANGING:
        setattr(Plugin, name, life.pass_before(getattr(Plugin, name)))
    process.command = functools.partial(_program_command, programs, process.command)
    crypter._ITERATIONS = 1
    project = Project.load(Path(folder))
    deployment = Deployment(
        project=project,
        stack="dev",
        backend=Backend(Path(folder) / "state"),
        configuration=project.configuration("dev", file=None, overrides={}),
        environment=dict(os.environ),
        # One step after the other: the points are the same in every run.
        parallel=1,
    )
    result = getattr(deployment, command)()
    sys.stdout.write(f"{result.error or life.passed}\n")
    return 1 if result.error else 0


def _program_command(programs: str, as_it_is: Callable[[RunFacts], list[str]], facts: RunFacts) -> list[str]:
    arguments = as_it_is(facts)
    return [sys.executable, "-SE", str(_CLIENT), programs, *arguments[arguments.index("sandbox.engine.program") + 1 :]]


if __name__ == "__main__":
    warm.main(run)
