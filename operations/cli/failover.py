"""`standby failover` and `standby failback`.

Exit 0: done; 1: refused or failed; 2: wrong option; 3: clients are served, and a step is left for when the other region
answers.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from operations.cli.options import LONGEST_SECONDS, finite
from operations.failover.failover_run import DEADLINE_SECONDS, FailoverRun
from operations.failover.gate import Verdict
from operations.failover.move import move_to
from operations.failover.pair import pair_of
from operations.failover.report import as_text
from operations.live.outputs import engine_named
from operations.recovery.failover_steps import Kind, Step

_FAILED, _LEFT = 1, 3

_To = Annotated[str, typer.Option("--to", help="Region to make active.")]
_Yes = Annotated[
    bool, typer.Option("--yes", help="Carry it out. Without --yes, gates and steps are shown and nothing changes.")
]
_Override = Annotated[
    list[str] | None, typer.Option("--override", help="Gate whose refusal you accept; may be repeated.")
]
_TakeFrom = Annotated[str, typer.Option("--take-from", help="Operator whose unfinished run you take over.")]
_Abandon = Annotated[
    bool,
    typer.Option(
        "--abandon", help="Abort a run that has not promoted the database, or whose promotion was moved back."
    ),
]
_Deadline = Annotated[
    float,
    typer.Option(
        "--deadline", min=1, max=LONGEST_SECONDS, callback=finite, help="Longest time that a step may wait, in seconds."
    ),
]
_Stack = Annotated[str, typer.Option(help="Either stack of the pair.")]
_Folder = Annotated[Path, typer.Option(help="Folder that holds the stack files.")]
_Engine = Annotated[
    str | None,
    typer.Option(help="Engine to read outputs with, pulumi or sandbox. Default: pulumi if its CLI is on PATH."),
]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def failover(
    to: _To,
    planned: Annotated[
        bool, typer.Option("--planned", help="Both regions are healthy: drain and replicate first, and lose nothing.")
    ] = False,
    yes: _Yes = False,
    override: _Override = None,
    take_from: _TakeFrom = "",
    abandon: _Abandon = False,
    deadline: _Deadline = DEADLINE_SECONDS,
    stack: _Stack = "prod-east",
    folder: _Folder = Path(),
    engine: _Engine = None,
    json_: _Json = False,
) -> None:
    """Make the other region active: promote its database and send clients there. Needs only that region."""
    kind = Kind.PLANNED if planned else Kind.DISASTER
    moving = _moving(to, kind, stack, folder, engine, override or [], take_from, deadline)
    _go(moving, yes=yes, abandon=abandon, as_json=json_)


def failback(
    to: _To,
    yes: _Yes = False,
    override: _Override = None,
    take_from: _TakeFrom = "",
    abandon: _Abandon = False,
    deadline: _Deadline = DEADLINE_SECONDS,
    stack: _Stack = "prod-east",
    folder: _Folder = Path(),
    engine: _Engine = None,
    json_: _Json = False,
) -> None:
    """Make the original region active again. Always planned; loses nothing."""
    moving = _moving(to, Kind.PLANNED, stack, folder, engine, override or [], take_from, deadline)
    _go(moving, yes=yes, abandon=abandon, as_json=json_)


def _moving(
    to: str,
    kind: Kind,
    stack: str,
    folder: Path,
    engine: str | None,
    overridden: Sequence[str],
    take_from: str,
    deadline: float,
) -> FailoverRun:
    move = move_to(to, pair_of(stack, folder, engine_named(engine)), kind)
    return FailoverRun(move=move, folder=folder, overridden=overridden, take_from=take_from, deadline_seconds=deadline)


def _go(moving: FailoverRun, *, yes: bool, abandon: bool, as_json: bool) -> None:
    move = moving.move
    typer.echo(
        f"{move.kind}: {move.source.region} -> {move.target.region}, account {move.target.values['account']}", err=True
    )
    if abandon and yes:
        moving.abandon()
        typer.echo(f"abandoned: {move.source.region} goes on writing", err=True)
        return
    if not yes:
        _show(moving, abandon=abandon, as_json=as_json)
        return
    document = moving.carry_out(lambda text: typer.echo(text, err=True))
    typer.echo(json.dumps(document, indent=2) if as_json else "\n".join(as_text(document)))
    if document["left"]:
        raise typer.Exit(_LEFT)


def _show(moving: FailoverRun, *, abandon: bool, as_json: bool) -> None:
    """What would be done, and what stands against it."""
    record = moving.unfinished()
    done = {name for name, entry in record.steps.items() if entry.is_done} if record else set()
    found = () if "preflight" in done or abandon else moving.look()
    steps = [step for step in moving.move.steps if step.name not in done]
    if as_json:
        typer.echo(json.dumps(_plan(moving, found, steps, record.operation if record else None), indent=2))
    else:
        _print(found, steps, record.operation if record else "")
    if any(verdict.stops for verdict in found):
        raise typer.Exit(_FAILED)


def _plan(
    moving: FailoverRun, found: Sequence[Verdict], steps: Sequence[Step], unfinished: str | None
) -> dict[str, Any]:
    move = moving.move
    return {
        "kind": str(move.kind),
        "from": move.source.region,
        "to": move.target.region,
        "account": move.target.values["account"],
        "unfinished": unfinished,
        "gates": [verdict.as_json() for verdict in found],
        "steps": [{"step": step.name, "after": list(step.after), "says": step.says} for step in steps],
    }


def _print(found: Sequence[Verdict], steps: Sequence[Step], unfinished: str) -> None:
    console = Console(highlight=False)
    if unfinished:
        console.print(f"{unfinished} is not finished; --yes goes on with it.")
    if found:
        gates = Table("Gate", "", "What was seen")
        for verdict in found:
            advice = f". {verdict.advice}" if verdict.stops and verdict.advice else ""
            gates.add_row(verdict.name, verdict.state, f"{verdict.seen}{advice}")
        console.print(gates)
    table = Table("Step", "After", "What it does")
    for step in steps:
        table.add_row(step.name, ", ".join(step.after), step.says)
    console.print(table)
    console.print("Nothing was begun. Add --yes to do it.")
