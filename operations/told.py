"""One sentence in place of a traceback, for whatever a person can act on."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from operations.errors import OperationError

_REFUSED = 1
P = ParamSpec("P")


def told(command: Callable[P, None]) -> Callable[P, None]:
    """The command, which says in one line why it does not go on, and exits with 1.

    Not every call is looked at by itself: a profile that is not there, or a configuration of AWS that cannot be read,
    ends any of them.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Exception as error:
            if not isinstance(error, (OperationError, OSError, *_aws_errors())):
                raise
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(_REFUSED) from None

    return run


def _aws_errors() -> tuple[type[Exception], ...]:
    """What AWS's clients raise; nothing where a command has not even loaded them, which takes a while."""
    clients = sys.modules.get("operations.live.clients")
    return clients.AWS_ERRORS if clients else ()
