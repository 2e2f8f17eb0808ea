"""Where the commands write: results to stdout, everything else to stderr; failures in one form."""

import json
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from sandbox.cloud.process import CloudError
from sandbox.engine.errors import EngineError

FAILED = 1
Answer = TypeVar("Answer")

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def explained(work: Callable[[], Answer]) -> Answer:
    """Do the work; a failure that a person can act on ends the command with its text."""
    try:
        return work()
    except (EngineError, CloudError, OSError) as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    """End the command with an error."""
    show_error(message)
    raise typer.Exit(FAILED)


def show_error(message: str) -> None:
    """Say on stderr what went wrong."""
    err.print(Text.assemble(("error: ", "red"), message))


def print_json(document: Any) -> None:  # noqa: ANN401 - any JSON
    """Write the one document of a command that was asked for JSON."""
    typer.echo(json.dumps(document, indent=2))
