"""One sentence in place of a traceback, for whatever a person can act on."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS

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
        except (OperationError, OSError, *AWS_ERRORS) as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(_REFUSED) from None

    return run
