"""`standby compare`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from operations.comparison.document import Basis
from operations.comparison.document import compare as compared
from operations.comparison.page import page
from operations.comparison.plans import PLANNER, Pair, plans_of, previews_of
from operations.comparison.table import show
from operations.inputs.stack_file import settings_in_a_pair
from operations.pricing.price_list import BUNDLED, read_price_list
from operations.recovery.assumptions import read_assumptions
from operations.recovery.durations import read_durations
from settings import Strategy
from settings.today import today


def compare(
    stack: Annotated[str, typer.Argument(help="Either stack of the pair.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Folder that holds the stack files.")] = Path(),
    planner: Annotated[
        str, typer.Option(help="Command that prints a stack's plan as JSON; {stack} stands for its name.")
    ] = PLANNER,
    plan_file: Annotated[
        list[str] | None,
        typer.Option(
            "--plan",
            help="STRATEGY:STACK=FILE, a plan written by `pulumi preview --json --show-sames`; may be repeated.",
        ),
    ] = None,
    prices: Annotated[Path, typer.Option(help="Price list file.")] = BUNDLED,
    assumptions: Annotated[
        Path | None, typer.Option(help="YAML file with usage, measured durations and quotas.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write an HTML page to this file.")] = None,
) -> None:
    """Compare what each strategy costs, how fast it recovers and what it loses, for this configuration."""
    pair = Pair(
        stack=stack,
        settings=settings_in_a_pair(folder, stack, _say),
        folder=folder,
        planner=planner,
        previews=previews_of(plan_file or []),
    )
    basis = Basis(
        prices=read_price_list(prices),
        durations=read_durations(),
        given=read_assumptions(assumptions),
        on=today(),
        seed=seed,
    )
    result = compared(pair.rebuilt, plans_of(pair, tuple(Strategy), _say), basis)
    if html:
        html.write_text(page(result))
    if json_:
        typer.echo(json.dumps(result, indent=2))
    else:
        show(result, Console(highlight=False))


def _say(what: str) -> None:
    typer.echo(what, err=True)
