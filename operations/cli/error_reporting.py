"""One sentence in place of a traceback, for whatever a person can act on."""

import io
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import typer

from operations.cli.signals import ending_in_order
from operations.errors import OperationError
from operations.shortened import short

REFUSED = 1
# What nobody foresaw: no exit code of any command, so that nobody takes it for a refusal.
DEFECT = 70
# With this variable set, a defect shows its traceback.
TRACEBACK = "STANDBY_TRACEBACK"
P = ParamSpec("P")


def told(command: Callable[P, None], *, refused: int = REFUSED) -> Callable[P, None]:
    """The command, which says why it does not go on, and exits with `refused`.

    Not every call is looked at by itself: a profile that is not there, or a configuration of AWS that cannot be read,
    ends any of them.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        _print_anything()
        try:
            with ending_in_order():
                command(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except (OperationError, OSError) as error:
            say(sentence(error))
            raise typer.Exit(refused) from None
        except UnicodeDecodeError as error:
            # Files of ours say so themselves: this one a library reads, such as a token that AWS's clients are to show.
            say(f"a file that was read is not UTF-8 ({error}); look at those that AWS_ variables and profiles name")
            raise typer.Exit(refused) from None
        except Exception as error:
            if isinstance(error, _aws_errors()):
                say(sentence(error))
                raise typer.Exit(refused) from None
            if os.environ.get(TRACEBACK):
                raise
            say(_defect(error))
            raise typer.Exit(DEFECT) from None

    return run


def _aws_errors() -> tuple[type[Exception], ...]:
    """What AWS's clients raise; nothing where a command has not even loaded them, which takes a while."""
    clients = sys.modules.get("operations.live.clients")
    return clients.AWS_ERRORS if clients else ()


def say(reason: str) -> None:
    """The one form of a failure, on stderr."""
    typer.echo(f"error: {reason}", err=True)


def warn(reason: str) -> None:
    """What does not end a command, on stderr."""
    typer.echo(f"warning: {reason}", err=True)


def sentence(error: Exception) -> str:
    """What a failure says of itself, without what a value of it makes too long."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return short(f"{os.fsdecode(error.filename)}: {error.strerror}")
    lines = str(error).splitlines() or [type(error).__name__]
    # Of libraries' words, one line; those of a command of ours are laid out.
    return "\n".join(short(line) for line in lines) if isinstance(error, OperationError) else short(" ".join(lines))


def _defect(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return short(
        f"Standby did not expect this, which is a defect of its own ({type(error).__name__} in {where}: {error}); "
        f"{TRACEBACK}=1 shows where it comes from"
    )


def _print_anything() -> None:
    # A name may hold what the terminal's encoding lacks, and even what is no text at all.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
