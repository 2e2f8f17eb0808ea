"""How long somebody waits who looks at a pair that is up: for its status, and for its readiness to be failed over."""

import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measuring import Row, alternately
from benchmarks.place import STACKS, Workbench
from sandbox.demo.engines import REPOSITORY


def looks(place: Workbench, rounds: int) -> Iterator[Row]:
    """Status against the least that a look takes, and readiness against status."""
    floor, status, readiness = alternately(
        rounds,
        lambda: _run(place, "benchmarks.one_call", STACKS[0]),
        lambda: _run(place, "operations", "status", "--engine", "sandbox"),
        lambda: _run(place, "operations", "readiness", "--engine", "sandbox"),
    )
    yield Row(what="status of the pair", against="one stack's state and one call", measured=status, base=floor)
    yield Row(what="readiness of the pair", against="its status", measured=readiness, base=status)


def _run(place: Workbench, module: str, *words: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", module, *words],
        cwd=place.program,
        env={**os.environ, **place.environment, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    # What ends with a refusal has not looked at everything.
    if done.returncode:
        command, said = " ".join([module, *words]), done.stdout[-4000:] + done.stderr
        msg = f"`python -m {command}` ended with {done.returncode}:\n{said}"
        raise RuntimeError(msg)
