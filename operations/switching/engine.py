"""The engine that runs the stacks, as a command: the `pulumi` CLI, or the sandbox's. The program is never imported."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from operations.errors import OperationError
from operations.inputs.json_text import read_object
from operations.live.outputs import engine_named
from operations.planning.plan_errors import error_of
from operations.planning.processes import run, started

_TAIL_LINES = 12
NAMES = ("pulumi", "sandbox")
Say = Callable[[str], None]


class Engine(Protocol):
    """What switching needs of an engine."""

    @property
    def name(self) -> str:
        """What people call it."""

    def preview(self, stack: str, settings: Path) -> Mapping[str, Any]:
        """Plan a stack with the settings of that file, not its own. Raises OperationError."""

    def up(self, stack: str, say: Say) -> None:
        """Bring a stack to its own file. Raises OperationError."""


@dataclass(frozen=True)
class Command:
    """An engine behind a command line."""

    name: str
    folder: Path
    preview_words: Sequence[str]
    up_words: Sequence[str]

    def preview(self, stack: str, settings: Path) -> Mapping[str, Any]:
        """Plan a stack with the settings of that file, not its own. Raises OperationError."""
        words = [word.format(stack=stack, file=settings) for word in self.preview_words]
        done = run(words, folder=self.folder, environment=_environment())
        try:
            document = read_object(done.stdout, origin=f"the preview of {stack}")
        except OperationError:
            raise OperationError(_told(self.name, f"preview of {stack}", done.stdout + done.stderr)) from None
        error = error_of(document)
        if error:
            raise OperationError(_told(self.name, f"preview of {stack}", f"{error}\n{done.stderr}"))
        if done.code:
            raise OperationError(_told(self.name, f"preview of {stack}", done.stderr or done.stdout))
        return document

    def up(self, stack: str, say: Say) -> None:
        """Bring a stack to its own file. Raises OperationError."""
        words = [word.format(stack=stack) for word in self.up_words]
        with started(words, folder=self.folder, environment=_environment(), joined=True) as process:
            lines = []
            for line in process.stdout or ():
                lines.append(line)
                say(line.rstrip())
        if process.returncode:
            raise OperationError(_told(self.name, f"up of {stack}", "".join(lines)))


def engine_of(name: str | None, folder: Path) -> Engine:
    """The engine by its name; without one, the CLI where it is on PATH. Raises OperationError."""
    chosen = engine_named(name)
    if chosen == "pulumi":
        if shutil.which("pulumi") is None:
            msg = "there is no pulumi CLI on PATH; install it, or switch in the sandbox: --engine sandbox"
            raise OperationError(msg)
        common = ["pulumi", "--non-interactive"]
        preview = [*common, "preview", "--stack", "{stack}", "--config-file", "{file}", "--json"]
        return Command("pulumi", folder, preview, [*common, "up", "--stack", "{stack}", "--yes"])
    if chosen != "sandbox":
        msg = f"{chosen} is no engine; write one of {', '.join(NAMES)}"
        raise OperationError(msg)
    own = [sys.executable, "-m", "sandbox"]
    preview = [*own, "preview", "{stack}", "--config-file", "{file}", "--json"]
    return Command("sandbox", folder, preview, [*own, "up", "{stack}", "--yes"])


def _environment() -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1"}


def _told(name: str, what: str, said: str) -> str:
    tail = "\n".join(said.strip().splitlines()[-_TAIL_LINES:])
    return f"the {what} by the engine {name} failed:\n{tail}"
