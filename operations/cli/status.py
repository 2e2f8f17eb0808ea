"""`standby status`."""

import time
from pathlib import Path
from typing import Annotated

import typer

from operations.cli.options import LONGEST_SECONDS, finite
from operations.live.both import both
from operations.live.outputs import engine_named, refuse_older
from operations.live.stack_state import known, together
from operations.live.unread import warn_of_unread

_FAILED = 1
# Every output that a report names beside what it looks at.
_NEEDED = ("region_role", "provisioned_as", "strategy", "full_size_region", "scaling")


def status(
    stack: Annotated[str, typer.Option(help="Either stack of the pair.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Folder that holds the stack files.")] = Path(),
    engine: Annotated[
        str | None, typer.Option(help="Engine to use, pulumi or sandbox. Default: pulumi if its CLI is on PATH.")
    ] = None,
    watch: Annotated[
        float | None,
        typer.Option(
            min=1, max=LONGEST_SECONDS, callback=finite, help="Repeat every this many seconds, until interrupted."
        ),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document each time.")] = False,  # noqa: FBT002
) -> None:
    """Show both regions on one screen.

    Exit 1: a region does not answer or is not ready to take over, or the stack files and AWS differ.
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
