"""Where the commands write: results to stdout, everything else to stderr; failures in one form."""

import io
import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from sandbox.cloud.process import CloudError
from sandbox.engine.errors import EngineError

FAILED = 1
# What nobody foresaw: no exit code of any command, so that nobody takes it for a refusal.
DEFECT = 70
# With this variable set, a defect shows its traceback.
TRACEBACK = "STANDBY_TRACEBACK"
# A value that a message quotes may be a whole document.
_LONGEST = 1500
Answer = TypeVar("Answer")
P = ParamSpec("P")

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def explained(work: Callable[[], Answer]) -> Answer:
    """Do the work; a failure that a person can act on ends the command with its text."""
    try:
        return work()
    except (EngineError, CloudError, OSError) as error:
        fail(str(error))


def told(command: Callable[P, None]) -> Callable[P, None]:
    """The command; what ends it with a failure that a person can act on, wherever that is, ends it with its text."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # An output may hold what the terminal's encoding lacks, and even what is no text at all.
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            explained(lambda: command(*args, **kwargs))
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if isinstance(error, _aws_errors()):
                fail(" ".join(str(error).split()))
            if os.environ.get(TRACEBACK):
                raise
            last = traceback.extract_tb(error.__traceback__)[-1]
            show_error(
                f"the sandbox did not expect this, which is a defect of its own ({type(error).__name__} in "
                f"{Path(last.filename).name}:{last.lineno}: {error}); {TRACEBACK}=1 shows where it comes from"
            )
            raise typer.Exit(DEFECT) from None

    return run


def _aws_errors() -> tuple[type[Exception], ...]:
    """What AWS's clients raise; nothing where a command has not even loaded them, which takes a while."""
    raised = sys.modules.get("botocore.exceptions")
    return (raised.BotoCoreError, raised.ClientError) if raised else ()


def fail(message: str) -> NoReturn:
    """End the command with an error."""
    show_error(message)
    raise typer.Exit(FAILED)


def show_error(message: str) -> None:
    """Say on stderr what went wrong."""
    err.print(Text.assemble(("error: ", "red"), "\n".join(_short(line) for line in message.splitlines())))


def _short(line: str) -> str:
    left = len(line) - _LONGEST
    return line if left <= 0 else f"{line[:_LONGEST]}... ({left} more characters)"


def print_json(document: Any) -> None:  # noqa: ANN401 - any JSON
    """Write the one document of a command that was asked for JSON."""
    typer.echo(json.dumps(document, indent=2))
