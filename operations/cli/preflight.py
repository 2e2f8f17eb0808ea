"""`standby preflight`."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from operations.cli.options import LONGEST_SECONDS, finite
from operations.errors import OperationError
from operations.inputs.stack_file import settings_in_a_pair, settings_of
from operations.live.clients import AWS_ERRORS, ClientMaker, Clients, Patience, reason
from operations.live.dns import name_servers
from operations.preflight.catalogue import checks
from operations.preflight.checking import Line, State
from operations.preflight.place import Place
from operations.preflight.run import run
from operations.preflight.table import show
from settings.given import NAMESPACE
from settings.today import today

_WRONG, NOT_LOOKED = 1, 2
_LINES = 1
# A region that answers is asked again where it is asked too often; one that does not is found by the first call.
_PATIENCE = Patience(connect_seconds=2, read_seconds=8, attempts=3)
_SECONDS = 60.0


def clients() -> Clients:
    """Clients for the looks."""
    return ClientMaker()(_PATIENCE, says="standby-preflight")


def preflight(
    *,
    stack: Annotated[str, typer.Option(help="Either stack of the pair.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Folder that holds the stack files.")] = Path(),
    region: Annotated[str | None, typer.Option(help="Check only this region of the pair.")] = None,
    seconds: Annotated[
        float, typer.Option(min=1, max=LONGEST_SECONDS, callback=finite, help="Stop waiting after this many seconds.")
    ] = _SECONDS,
    every: Annotated[bool, typer.Option("--all", help="Also show checks that found nothing.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check what the account lacks before the first `up`: quotas, names, images, opted-in regions. Read-only.

    Exit 0: nothing is wrong. 1: something is wrong. 2: something could not be checked.
    """
    lines = _looked(folder, stack, region, seconds)
    if json_:
        typer.echo(json.dumps({"version": _LINES, "lines": [line.as_json() for line in lines]}, indent=2))
    else:
        show(lines, Console(highlight=False), every=every)
    states = {line.state for line in lines}
    if State.WRONG in states:
        raise typer.Exit(_WRONG)
    if State.UNKNOWN in states:
        raise typer.Exit(NOT_LOOKED)


def _looked(folder: Path, stack: str, region: str | None, seconds: float) -> list[Line]:
    first = settings_in_a_pair(folder, stack, lambda told: typer.echo(told, err=True))
    pair = {stack: first, first.peer.stack: settings_of(folder, first.peer.stack)}
    if region is not None and region not in {each.region for each in pair.values()}:
        msg = f"{region} is no region of the pair; write one of {', '.join(each.region for each in pair.values())}"
        raise OperationError(msg)
    made = clients()
    account, identity = _identity(made, [each.region for each in pair.values()])
    day: date = today()
    places = [
        Place(
            settings=settings,
            # Pulumi.yaml calls the project what the namespace is called.
            project=NAMESPACE,
            stacks=tuple(name.rpartition("/")[2] for name in pair),
            clients=made,
            name_servers=name_servers(),
            account=account,
            identity=identity,
            today=day,
        )
        for settings in pair.values()
        if region in {None, settings.region}
    ]
    return run(places, checks(), seconds=seconds)


def _identity(made: Clients, regions: list[str]) -> tuple[str, str]:
    """Whose account and whose credentials these are, of the first region that says it."""
    silence = ""
    for region in regions:
        try:
            found = made("sts", region).get_caller_identity()
            return str(found["Account"]), str(found["Arn"])
        except KeyError:
            silence = f"{region}: what answers is not AWS"
        except AWS_ERRORS as error:
            silence = f"{region}: {reason(error)}"
            if getattr(error, "response", None):
                break
    msg = (
        f"nobody says whose credentials these are ({silence}); log in to the account of the stacks, and see that it "
        "may be reached from here"
    )
    raise OperationError(msg)
