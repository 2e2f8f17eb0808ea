"""`standby readiness`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from operations.errors import OperationError
from operations.live.clients import Clients, thorough_clients
from operations.live.outputs import engine_named
from operations.readiness.document import as_json, show
from operations.readiness.look import Readiness
from operations.readiness.of_pair import declared_by, readiness_of, states_of
from operations.readiness.published import publish

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
    declared = declared_by(states_of(stack, folder, engine_named(engine)))
    if to is not None and to not in declared.stack_of_region:
        msg = f"{to} is none of this pair's regions; write one of {', '.join(declared.stack_of_region)}"
        raise typer.BadParameter(msg, param_hint="--to")
    made = thorough_clients()
    found = readiness_of(declared, [to] if to else sorted(declared.stack_of_region), made)
    if json_:
        typer.echo(json.dumps(as_json(found, declared.as_of), indent=2))
    else:
        show(found, declared.as_of, Console(highlight=False))
    untold = [why for one in found.values() if publish_ and (why := _untold(one, made))]
    for why in untold:
        typer.echo(f"error: {why}", err=True)
    if untold or not all(one.is_ready for one in found.values()):
        raise typer.Exit(_FAILED)


def _untold(one: Readiness, made: Clients) -> str:
    """Why CloudWatch was not told; empty where it was. One region that is lost keeps no other one from being told."""
    try:
        publish(one, made)
    except OperationError as error:
        return str(error)
    return ""
