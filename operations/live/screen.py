"""A look at both regions, printed."""

import json
from collections.abc import Sequence

import typer
from rich.console import Console

from operations.live.clients import Clients
from operations.live.outputs import Outputs
from operations.live.stack_state import StateResource
from operations.live.status import status
from operations.live.table import show
from settings import StackSettings


def look(
    pair: Sequence[tuple[StackSettings, Outputs]],
    made: Clients,
    declared: Sequence[StateResource] | None,
    *,
    as_json: bool,
) -> bool:
    """Look once, and print it. Whether both regions answer and are ready to take over, and files and AWS agree."""
    document = status(pair, made, declared=declared)
    if as_json:
        typer.echo(json.dumps(document, indent=2))
    else:
        show(document, Console(highlight=False))
    return not document["drift"] and all(one["answers"] and one["ready"]["is"] for one in document["regions"].values())
