"""`standby readiness`."""

from pathlib import Path
from typing import Annotated

import typer

from operations.live.both import both
from operations.live.outputs import engine_named
from operations.live.stack_state import read
from operations.live.unread import warn_of_unread

_FAILED = 1


def readiness(
    *,
    to: Annotated[str | None, typer.Option("--to", help="Region that would take over. Default: both.")] = None,
    stack: Annotated[str, typer.Option(help="Either stack of the pair.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Folder that holds the stack files.")] = Path(),
    engine: Annotated[
        str | None, typer.Option(help="Engine to use, pulumi or sandbox. Default: pulumi if its CLI is on PATH.")
    ] = None,
    publish_: Annotated[
        bool,
        typer.Option(
            "--publish", help="Publish the result as a CloudWatch metric; alarms fire on problems and on missing data."
        ),
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check that everything a failover needs exists as declared. Read-only.

    Exit 0: it does. 1: it does not, or could not be checked. 2: wrong option.
    """
    chosen = engine_named(engine)
    with both(stack, folder, lambda name: read(name, chosen, folder)) as asked:
        # Loads AWS's clients, which takes about as long as the engine.
        from operations.live.prepared import prepared  # noqa: PLC0415
        from operations.readiness.screen import look  # noqa: PLC0415

        made = prepared(settings.region for settings in asked.settings.values())
        states = [state for _, state in asked.pair()]
    warn_of_unread(state.outputs for state in states)
    if not look(states, made, to=to, tell=publish_, as_json=json_):
        raise typer.Exit(_FAILED)
