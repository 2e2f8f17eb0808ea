"""A look at the readiness of a pair, printed and published."""

import json
from collections.abc import Sequence

import typer
from rich.console import Console

from operations.errors import OperationError
from operations.live.clients import Clients
from operations.live.stack_state import StackState
from operations.readiness.document import as_json as document
from operations.readiness.document import show
from operations.readiness.look import Readiness
from operations.readiness.of_pair import declared_by, readiness_of
from operations.readiness.published import publish


def look(states: Sequence[StackState], made: Clients, *, to: str | None, tell: bool, as_json: bool) -> bool:
    """Look at both regions, or at the one named. Whether each is ready, and CloudWatch was told where it was to be.

    Raises BadParameter for a region of another pair.
    """
    declared = declared_by(states)
    if to is not None and to not in declared.stack_of_region:
        msg = f"{to} is none of this pair's regions; write one of {', '.join(declared.stack_of_region)}"
        raise typer.BadParameter(msg, param_hint="--to")
    found = readiness_of(declared, [to] if to else sorted(declared.stack_of_region), made)
    if as_json:
        typer.echo(json.dumps(document(found, declared.as_of), indent=2))
    else:
        show(found, declared.as_of, Console(highlight=False))
    untold = [why for one in found.values() if tell and (why := _untold(one, made))]
    for why in untold:
        typer.echo(f"error: {why}", err=True)
    return not untold and all(one.is_ready for one in found.values())


def _untold(one: Readiness, made: Clients) -> str:
    """Why CloudWatch was not told; empty where it was. One region that is lost keeps no other one from being told."""
    try:
        publish(one, made)
    except OperationError as error:
        return str(error)
    return ""
