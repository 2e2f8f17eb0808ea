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
    to: Annotated[str | None, typer.Option("--to", help="The region that would take over; else both.")] = None,
    stack: Annotated[str, typer.Option(help="One of the pair's stacks.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Where the stack files are.")] = Path(),
    engine: Annotated[str | None, typer.Option(help="pulumi or sandbox; the CLI where it is on PATH.")] = None,
    publish_: Annotated[
        bool, typer.Option("--publish", help="Tell CloudWatch, whose alarms ring for what stops and for silence.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Whether all that a failover will need is there as declared. Reads, and changes nothing.

    Exit 0 where it is; 1 where it is not, or could not be looked at; 2: wrong option.
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
