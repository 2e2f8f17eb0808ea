"""`standby status`."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from operations.errors import OperationError
from operations.live.clients import clients
from operations.live.outputs import engine_named
from operations.live.stack_state import outputs_of
from operations.live.status import status as looked
from operations.live.table import show
from operations.stack_file import settings_of

_FAILED = 1


def status(
    stack: Annotated[str, typer.Option(help="One of the pair's stacks.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Where the stack files are.")] = Path(),
    engine: Annotated[str | None, typer.Option(help="pulumi or sandbox; the CLI where it is on PATH.")] = None,
    watch: Annotated[
        float | None, typer.Option(min=1, help="Look again after so many seconds, until interrupted.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document for each look.")] = False,  # noqa: FBT002
) -> None:
    """Both regions on one screen. Exit 1 where a region does not answer, or files and AWS do not agree."""
    console = Console(highlight=False)
    chosen = engine_named(engine)
    try:
        settings = settings_of(folder, stack)
        named = {stack: settings, settings.peer.stack: settings_of(folder, settings.peer.stack)}
        pair = [(each, outputs_of(name, folder, chosen)) for name, each in named.items()]
    except (OperationError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_FAILED) from None
    while True:
        document = looked(pair, clients())
        if json_:
            typer.echo(json.dumps(document, indent=2))
        else:
            show(document, console)
        if watch is None:
            break
        time.sleep(watch)
    if document["drift"] or not all(one["answers"] for one in document["regions"].values()):
        raise typer.Exit(_FAILED)
