"""A stack's outputs, which say where everything of its region is, and the engine that knows them."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.errors import OperationError

# Beside the stack files: what is kept for the day when nobody answers.
CACHE = Path(".standby")


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """A stack's outputs. `as_of` is when they were read, where they come from the cache; empty where they are fresh.

    `unread` is then why the state could not be read, in the engine's words.
    """

    stack: str
    values: dict[str, Any]
    as_of: str = ""
    unread: str = ""

    @property
    def region(self) -> str:
        """The stack's region."""
        return str(self.values["region"])


def refuse_older(outputs: Outputs, needed: Iterable[str]) -> None:
    """Raise OperationError where a stack was last brought up by a program that did not say all of these yet."""
    missing = [name for name in needed if name not in outputs.values]
    if missing:
        msg = (
            f"the outputs of {outputs.stack} lack {', '.join(missing)}: the stack was last brought up by an older "
            f"program. Run `pulumi up --stack {outputs.stack}` while all is well"
        )
        raise OperationError(msg)


def engine_named(name: str | None) -> str:
    """The engine to ask: the one named, else the CLI where it is on PATH."""
    return name or ("pulumi" if shutil.which("pulumi") else "sandbox")
