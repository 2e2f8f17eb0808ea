"""`standby status`."""

import time
from pathlib import Path
from typing import Annotated

import typer

from operations.live.both import both
from operations.live.outputs import engine_named, refuse_older
from operations.live.stack_state import known, together
from operations.live.unread import warn_of_unread
from operations.options import LONGEST_SECONDS, finite

_FAILED = 1
# Every output that a report names beside what it looks at.
_NEEDED = ("posture", "built_as", "strategy", "primary", "scaling")


def status(
    stack: Annotated[str, typer.Option(help="One of the pair's stacks.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Where the stack files are.")] = Path(),
    engine: Annotated[str | None, typer.Option(help="pulumi or sandbox; the CLI where it is on PATH.")] = None,
    watch: Annotated[
        float | None,
        typer.Option(
            min=1, max=LONGEST_SECONDS, callback=finite, help="Look again after so many seconds, until interrupted."
        ),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document for each look.")] = False,  # noqa: FBT002
) -> None:
    """Both regions on one screen.

    Exit 1 where a region does not answer or is not ready to take over, or files and AWS do not agree.
    """
    chosen = engine_named(engine)
    with both(stack, folder, lambda name: known(name, folder, chosen)) as asked:
        # Loads AWS's clients, which takes about as long as the engine.
        from operations.live.prepared import prepared  # noqa: PLC0415
        from operations.live.screen import look  # noqa: PLC0415

        made = prepared(settings.region for settings in asked.settings.values())
        stacks = asked.pair()
    pair = [(settings, outputs) for settings, (outputs, _) in stacks]
    declared = together(*(resources for _, (_, resources) in stacks))
    warn_of_unread(outputs for _, outputs in pair)
    for _, each in pair:
        refuse_older(each, _NEEDED)
    while True:
        well = look(pair, made, declared, as_json=json_)
        if watch is None:
            break
        time.sleep(watch)
    if not well:
        raise typer.Exit(_FAILED)
