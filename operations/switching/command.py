"""`standby plan` and `standby switch`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from operations.errors import OperationError
from operations.gate.command import REFUSED, today
from operations.stack_file import settings_of
from operations.switching.engine import engine_of
from operations.switching.order import order_of
from operations.switching.switch import Switching, SwitchPlan, refusal
from settings import Strategy

Target = Annotated[Strategy, typer.Argument(help="The strategy that the pair shall have.")]
Stack = Annotated[str, typer.Option(help="One of the pair's stacks.")]
Folder = Annotated[Path, typer.Option(help="Where the stack files are.")]
EngineName = Annotated[str | None, typer.Option("--engine", help="pulumi or sandbox; the CLI where it is on PATH.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def plan(
    strategy: Target,
    stack: Stack = "prod-east",
    folder: Folder = Path(),
    engine: EngineName = None,
    json_: Json = False,  # noqa: FBT002 - typer
) -> None:
    """Say what a switch would change, in which order, and whether a store is at stake. Exit 1: it is, or no plan."""
    try:
        made = _switching(strategy, stack, folder, engine).plan(_say)
    except (OperationError, OSError) as error:
        _fail(str(error))
    _show(made, json_=json_)
    if not made.verdict.passes:
        raise typer.Exit(REFUSED)


def switch(
    strategy: Target,
    stack: Stack = "prod-east",
    folder: Folder = Path(),
    engine: EngineName = None,
    yes: Annotated[bool, typer.Option("--yes", help="Carry it out.")] = False,  # noqa: FBT002
    json_: Json = False,  # noqa: FBT002
) -> None:
    """Plan a switch; with --yes, write it into both stack files and run both stacks in the safe order."""
    try:
        switching = _switching(strategy, stack, folder, engine)
        made = switching.plan(_say)
        _show(made, json_=json_)
        if made.verdict.passes and yes:
            switching.carry_out(_say)
    except (OperationError, OSError) as error:
        _fail(str(error))
    if not made.verdict.passes:
        _fail(refusal(made.verdict))
    if not yes:
        typer.echo("nothing was changed; --yes carries it out", err=True)
        return
    typer.echo(f"{' and '.join(switching.order.stacks)} are {strategy}; commit both stack files", err=True)


def _switching(strategy: Strategy, stack: str, folder: Path, engine: str | None) -> Switching:
    settings = settings_of(folder, stack)
    return Switching(
        folder=folder,
        before=settings.strategy,
        after=strategy,
        order=order_of(settings, stack, strategy),
        engine=engine_of(engine, folder),
        today=today(),
    )


def _show(made: SwitchPlan, *, json_: bool) -> None:
    if json_:
        typer.echo(json.dumps(made.as_json(), indent=2))
        return
    typer.echo(f"{made.before} -> {made.after}: {', then '.join(made.order.stacks)}, because {made.order.because}")
    for each in made.stacks:
        if each.waits:
            typer.echo(f"\n{each.stack}: its plan can only be made once the other stack has run")
            continue
        typer.echo(f"\n{each.stack}: {len(each.changing)} changes")
        for step in each.changing:
            changed = f"  ({', '.join(step.changed)})" if step.operation == "update" else ""
            typer.echo(f"  {step.operation:<8} {step.type}  {step.name}{changed}")
    if not made.verdict.passes:
        typer.echo(f"\nrefused: {refusal(made.verdict)}")
    elif any(each.waits for each in made.stacks):
        typer.echo("\nno store is replaced or deleted, as far as can be planned; switch judges the rest before it runs")
    else:
        typer.echo("\nno store is replaced or deleted")


def _say(what: str) -> None:
    typer.echo(what, err=True)


def _fail(message: str) -> None:
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(REFUSED)
