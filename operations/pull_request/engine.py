"""The sandbox engine as a process: a cloud of its own, stacks of a program brought up in it, plans of another one."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.inputs.json_text import read_object
from operations.planning.planner import UNBOUNDED_OBJECTIVES
from operations.planning.processes import Heard, run

_LIMIT_SECONDS, _TAIL_LINES = 900, 6
# An error that points at what the program printed, which goes to stderr.
_ELSEWHERE, _LINES = " (see above)", 8


@dataclass(frozen=True)
class Sandbox:
    """One cloud and the states in it."""

    repository: Path
    directory: Path

    def up(self, program: Path, stack: str, strategy: str) -> None:
        """Bring a stack up. Raises OperationError."""
        self._run(program, "up", stack, "--yes", *_overrides(strategy))

    def push(self, program: Path) -> None:
        """Push what the stack files of a program name, as far as there is a repository. Raises OperationError."""
        self._run(program, "push")

    def preview(self, program: Path, stack: str, strategy: str, packs: Mapping[Path, Path]) -> dict[str, Any]:
        """Plan a stack, judged by policy packs (folder -> settings). A plan that fails says so itself."""
        chosen = [part for pack, told in packs.items() for part in ("--policy-pack", str(pack.absolute()))]
        chosen += [part for told in packs.values() for part in ("--policy-pack-config", str(told))]
        return _document(self._ask(program, "preview", stack, "--json", *_overrides(strategy), *chosen), stack)

    def export(self, program: Path, stack: str, file: Path) -> Path:
        """Write a stack's state. Raises OperationError."""
        self._run(program, "export", stack, "--file", str(file))
        return file

    def _run(self, program: Path, *arguments: str) -> None:
        done = self._ask(program, *arguments)
        if done.code:
            msg = f"python -m sandbox {' '.join(arguments[:2])} failed: {done.tail(_TAIL_LINES)}"
            raise OperationError(msg)

    def _ask(self, program: Path, *arguments: str) -> Heard:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))}
        environment |= {"PYTHONPATH": str(self.repository), "STANDBY_SANDBOX_DIR": str(self.directory)}
        # A job that is cancelled cannot stop its cloud.
        environment |= {"STANDBY_SANDBOX_OWNER": str(os.getpid())}
        words = [sys.executable, "-m", "sandbox", *arguments]
        return run(words, folder=program, environment=environment, seconds=_LIMIT_SECONDS)


@contextmanager
def sandbox(repository: Path, directory: Path) -> Iterator[Sandbox]:
    """A cloud for a while, on a port that is free."""
    made = Sandbox(repository, directory)
    made._run(repository, "start", "--port", "0")  # noqa: SLF001 - its own maker
    try:
        yield made
    except BaseException:
        # Why this ends is what somebody wants to know. A command that a signal ends starts nothing any more, and the
        # cloud ends with its owner.
        with suppress(OperationError):
            made._run(repository, "stop", "--quiet")  # noqa: SLF001
        raise
    made._run(repository, "stop", "--quiet")  # noqa: SLF001


def _overrides(strategy: str) -> list[str]:
    told = {"strategy": strategy, **{f"objectives.{key}": value for key, value in UNBOUNDED_OBJECTIVES.items()}}
    return [part for key, value in told.items() for part in ("--config", f"standby:{key}={value}")]


def _document(done: Heard, stack: str) -> dict[str, Any]:
    try:
        document = read_object(done.stdout, origin=f"the preview of {stack}")
    except OperationError:
        tail = done.tail(_TAIL_LINES, otherwise=done.stdout)
        return {"changes": [], "error": f"the preview of {stack} ended with {done.code}: {tail}"}
    if _ELSEWHERE in str(document.get("error")):
        said = [line for line in done.stderr.strip().splitlines() if not line.startswith("error: ")]
        document["error"] = "\n".join([str(document["error"]).replace(_ELSEWHERE, ""), *said[-_LINES:]])
    return document
