"""`standby plan` and `standby switch`."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer

from operations.cli.gate import REFUSED, today
from operations.comparison.plans import Pair
from operations.errors import OperationError
from operations.inputs.stack_file import settings_in_a_pair
from operations.recovery.assumptions import read_assumptions
from operations.switching.engine import engine_of
from operations.switching.estimate import Estimate, NoEstimate, estimate_of
from operations.switching.order import order_of
from operations.switching.switch import Switching, SwitchPlan, refusal
from settings import StackSettings, Strategy

Target = Annotated[Strategy, typer.Argument(help="Strategy to switch to.")]
Stack = Annotated[str, typer.Option(help="Either stack of the pair.")]
Folder = Annotated[Path, typer.Option(help="Folder that holds the stack files.")]
EngineName = Annotated[
    str | None,
    typer.Option("--engine", help="Engine to use, pulumi or sandbox. Default: pulumi if its CLI is on PATH."),
]
Costs = Annotated[bool, typer.Option("--costs/--no-costs", help="Also estimate cost, RTO and RPO.")]
Given = Annotated[Path | None, typer.Option("--assumptions", help="YAML file as for `standby compare`.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def plan(
    strategy: Target,
    stack: Stack = "prod-east",
    folder: Folder = Path(),
    engine: EngineName = None,
    costs: Costs = True,
    assumptions: Given = None,
    json_: Json = False,
) -> None:
    """Show what a switch to STRATEGY changes and in which order, its effect on cost, RTO and RPO, and data at risk.

    Exit 1: it would replace or delete a data store, or there is no plan.
    """
    asked = _Asked(stack=stack, folder=folder, strategy=strategy, costs=costs, assumptions=assumptions)
    made = _planned(asked, asked.switching(engine), json_=json_)
    if not made.verdict.passes:
        raise typer.Exit(REFUSED)


def switch(
    strategy: Target,
    stack: Stack = "prod-east",
    folder: Folder = Path(),
    engine: EngineName = None,
    costs: Costs = True,
    assumptions: Given = None,
    yes: Annotated[bool, typer.Option("--yes", help="Carry out the switch.")] = False,
    json_: Json = False,
) -> None:
    """Plan a switch to STRATEGY. With --yes, edit both stack files and run both stacks in the safe order."""
    asked = _Asked(stack=stack, folder=folder, strategy=strategy, costs=costs, assumptions=assumptions)
    switching = asked.switching(engine)
    made = _planned(asked, switching, json_=json_)
    if not made.verdict.passes:
        raise OperationError(refusal(made.verdict))
    if yes:
        switching.carry_out(_say)
    if not yes:
        typer.echo("nothing was changed; --yes carries it out", err=True)
        return
    typer.echo(f"{' and '.join(switching.order.stacks)} are {strategy}; commit both stack files", err=True)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What both commands are told alike."""

    stack: str
    folder: Path
    strategy: Strategy
    costs: bool
    assumptions: Path | None

    @cached_property
    def settings(self) -> StackSettings:
        return settings_in_a_pair(self.folder, self.stack, _say)

    def switching(self, engine: str | None) -> Switching:
        return Switching(
            folder=self.folder,
            before=self.settings.strategy,
            after=self.strategy,
            order=order_of(self.settings, self.stack, self.strategy),
            engine=engine_of(engine, self.folder),
            today=today(),
        )

    def estimate(self) -> Estimate | NoEstimate:
        if not self.costs:
            return NoEstimate(problem="left out by --no-costs")
        pair = Pair(stack=self.stack, settings=self.settings, folder=self.folder)
        return estimate_of(pair, self.strategy, read_assumptions(self.assumptions), _say)


def _planned(asked: _Asked, switching: Switching, *, json_: bool) -> SwitchPlan:
    """Plan and estimate at the same time, and show both."""
    with ThreadPoolExecutor(1) as pool:
        estimated = pool.submit(asked.estimate)
        made = switching.plan(_say)
        estimate = estimated.result()
    if json_:
        typer.echo(json.dumps({**made.as_json(), "estimate": estimate.as_json()}, indent=2))
    else:
        _show(made, estimate)
    return made


def _show(made: SwitchPlan, estimate: Estimate | NoEstimate) -> None:
    typer.echo(f"{made.before} -> {made.after}: {', then '.join(made.order.stacks)}, because {made.order.because}")
    for each in made.stacks:
        if each.waits:
            typer.echo(f"\n{each.stack}: its plan can only be made once the other stack has run")
            continue
        typer.echo(f"\n{each.stack}: {len(each.changing)} changes")
        for step in each.changing:
            changed = f"  ({', '.join(step.changed)})" if step.operation == "update" else ""
            typer.echo(f"  {step.operation:<8} {step.type}  {step.name}{changed}")
    typer.echo("")
    for line in estimate.lines():
        typer.echo(line)
    if not made.verdict.passes:
        typer.echo(f"\nrefused: {refusal(made.verdict)}")
    elif any(each.waits for each in made.stacks):
        typer.echo("\nno store is replaced or deleted, as far as can be planned; switch judges the rest before it runs")
    else:
        typer.echo("\nno store is replaced or deleted")


def _say(what: str) -> None:
    typer.echo(what, err=True)
