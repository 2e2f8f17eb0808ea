"""The `standby` command: results to stdout, all else to stderr. Exit 0: done, 1: refused, 2: wrong option."""

import json
import os
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from operations.assumptions import read_assumptions
from operations.compare_page import page
from operations.compare_table import show
from operations.comparison import Plans
from operations.comparison import compare as compared
from operations.durations import read_durations
from operations.errors import OperationError
from operations.gate.command import gate
from operations.inventory import Declared, read_plan
from operations.live.command import status
from operations.planner import document, plan
from operations.price_book import BUNDLED, read_book
from operations.pull_request.command import pr_report
from operations.stack_file import settings_of
from operations.switching.command import plan as plan_switch
from operations.switching.command import switch
from settings import StackSettings, Strategy

PLANNER = f"{shlex.quote(sys.executable)} -m sandbox declared {{stack}}"
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(gate)
app.command()(pr_report)
app.command("plan")(plan_switch)
app.command()(switch)
app.command()(status)


@app.callback()
def standby() -> None:
    """Know before you switch."""


@app.command()
def compare(
    stack: Annotated[str, typer.Argument(help="One of the pair's stacks.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Where the stack files are.")] = Path(),
    planner: Annotated[str, typer.Option(help="Prints a plan as JSON; {stack} stands for the stack.")] = PLANNER,
    plan_file: Annotated[
        list[str] | None, typer.Option("--plan", help="STRATEGY:STACK=FILE, a preview instead of the planner.")
    ] = None,
    prices: Annotated[Path, typer.Option(help="Price book.")] = BUNDLED,
    assumptions: Annotated[Path | None, typer.Option(help="YAML of usage, measured times and quotas.")] = None,
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the page here.")] = None,
) -> None:
    """Cost, recovery and verdict of every strategy for this configuration."""
    try:
        settings = settings_of(folder, stack)
        result = compared(
            settings,
            _plans(settings, stack, folder, shlex.split(planner), plan_file or []),
            prices=read_book(prices),
            durations=read_durations(),
            given=read_assumptions(assumptions),
            seed=seed,
        )
        if html:
            html.write_text(page(result))
    except (OperationError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    if json_:
        typer.echo(json.dumps(result, indent=2))
    else:
        show(result, Console(highlight=False))


def _plans(settings: StackSettings, stack: str, folder: Path, command: list[str], given: list[str]) -> Plans:
    files = {}
    for entry in given:
        key, found, name = entry.partition("=")
        if not found:
            msg = f"--plan {entry!r} is not STRATEGY:STACK=FILE"
            raise OperationError(msg)
        files[key] = Path(name)
    regions = {stack: settings.region, settings.peer.stack: settings.peer.region}
    unused = files.keys() - {f"{strategy}:{name}" for strategy in Strategy for name in regions}
    if unused:
        msg = f"--plan {', '.join(sorted(unused))}: strategies are {', '.join(Strategy)}, stacks {', '.join(regions)}"
        raise OperationError(msg)

    def resources(wanted: tuple[Strategy, str]) -> tuple[Declared, ...]:
        strategy, name = wanted
        key = f"{strategy}:{name}"
        if key in files:
            read = document(files[key].read_text(), origin=str(files[key]))
        else:
            typer.echo(f"planning {name} as {strategy}", err=True)
            read = plan(command, stack=name, strategy=strategy, folder=folder)
        return read_plan(read, stack_region=regions[name], origin=key)

    wanted = [(strategy, name) for strategy in Strategy for name in regions]
    # Planners are processes: as many at once as there are processors to run them.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        planned = dict(zip(wanted, pool.map(resources, wanted), strict=True))
    return {one: tuple(each for name in regions for each in planned[one, name]) for one in Strategy}
