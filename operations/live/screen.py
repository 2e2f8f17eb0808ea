"""A look at both regions, printed."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress

import typer
from rich.console import Console

from operations.live.clients import AWS_ERRORS, Clients, clients, thorough_clients
from operations.live.look import SERVICES
from operations.live.outputs import Outputs
from operations.live.stack_state import StateResource
from operations.live.status import status
from operations.live.table import show
from settings import StackSettings


def ready(regions: Iterable[str]) -> Clients:
    """Clients that are made before anybody waits for them."""
    made = clients()
    for region in regions:
        for service in SERVICES:
            # Why one cannot be made is said of each fact that wants it.
            with suppress(*AWS_ERRORS):
                made(service, region)
    return made


def look(
    pair: Sequence[tuple[StackSettings, Outputs]],
    made: Clients,
    declared: Sequence[StateResource] | None,
    *,
    as_json: bool,
) -> bool:
    """Look once, and print it. Whether both regions answer and are ready to take over, and files and AWS agree."""
    document = status(pair, made, declared=declared, thorough=thorough_clients())
    if as_json:
        typer.echo(json.dumps(document, indent=2))
    else:
        show(document, Console(highlight=False))
    return not document["drift"] and all(one["answers"] and one["ready"]["is"] for one in document["regions"].values())
