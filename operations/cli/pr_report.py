"""`standby pr-report`: what a branch does to both regions in every strategy."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from operations.cli.gate import REFUSED, today
from operations.errors import OperationError
from operations.gate.waivers import read_waivers
from operations.inputs.json_text import read_object
from operations.planning.processes import run
from operations.pull_request.checkout import lay_out_present, lay_out_revision, merge_base, revision_of
from operations.pull_request.collect import Question, plans_of
from operations.pull_request.markdown import comment
from operations.pull_request.report import Costs, report
from settings import Strategy

WAIVERS = Path("plan-waivers.yaml")
_LIMIT_SECONDS = 300
_SHORT, _PAIR = 10, 2
# Growing: a pilot light comes up from nothing, and each next one from the one before.
_STRATEGIES = (Strategy.PILOT_LIGHT, Strategy.WARM_STANDBY, Strategy.ACTIVE_ACTIVE)


def pr_report(
    base: Annotated[str, typer.Option(help="Branch or commit to compare against.")] = "origin/main",
    stacks: Annotated[
        list[str], typer.Option("--stack", help="Stack to plan, in `up` order, the home stack first; may be repeated.")
    ] = [  # noqa: B006 - typer copies it
        "prod-east",
        "dr-west",
    ],
    pack: Annotated[Path, typer.Option(help="Policy pack to apply.")] = Path("policies"),
    markdown: Annotated[Path | None, typer.Option(help="Write the comment as Markdown to this file.")] = None,
    json_: Annotated[Path | None, typer.Option("--json", help="Write the report as JSON to this file.")] = None,
    costs: Annotated[bool, typer.Option("--costs/--no-costs", help="Also compare cost and recovery.")] = True,  # noqa: FBT002
) -> None:
    """Plan, check and price a branch in the sandbox. Exit 1: refused, or something could not be planned."""
    repository = Path.cwd()
    if len(set(stacks)) != _PAIR or len(stacks) != _PAIR:
        msg = f"--stack names {', '.join(stacks)}; name both stacks of the pair, the home stack first"
        raise OperationError(msg)
    # First: what cannot be read must not be found out after minutes of planning.
    waivers = read_waivers(WAIVERS if WAIVERS.exists() else None)
    revision = merge_base(repository, base)
    question = Question(
        repository=repository, base=revision, stacks=stacks, strategies=_STRATEGIES, pack=pack.absolute()
    )
    made = report(
        plans_of(question, _say),
        waivers,
        _compare(repository, revision, stacks[0]) if costs else Costs(),
        base=revision[:_SHORT],
        head=revision_of(repository, "HEAD")[:_SHORT],
        today=today(),
    )
    text = comment(made)
    if markdown:
        markdown.write_text(text)
    if json_:
        json_.write_text(f"{json.dumps(made, indent=2)}\n")
    typer.echo(text)
    if not made["passes"]:
        raise typer.Exit(REFUSED)


def _say(what: str) -> None:
    typer.echo(what, err=True)


def _compare(repository: Path, base: str, stack: str) -> Costs:
    """Both sides by the estimator of this revision: a better one must not look like a cheaper program."""
    problems: list[str] = []
    sides: dict[str, Mapping[str, Any] | None] = {"before": None, "after": None}
    with tempfile.TemporaryDirectory() as folder:
        for name in sides:
            _say(f"comparing cost and recovery, {name}")
            place = Path(folder) / name
            try:
                before = name == "before"
                program = lay_out_revision(repository, base, place) if before else lay_out_present(repository, place)
                sides[name] = _comparison(repository, program, stack)
            except OperationError as error:
                problems.append(f"cost and recovery {name} the change are not known: {error}")
    return Costs(before=sides["before"], after=sides["after"], problems=tuple(problems))


def _comparison(repository: Path, program: Path, stack: str) -> Mapping[str, Any]:
    done = run(
        [sys.executable, "-m", "operations", "compare", stack, "--folder", str(program), "--json"],
        folder=repository,
        environment={**os.environ, "PYTHONPATH": str(repository)},
        seconds=_LIMIT_SECONDS,
    )
    if done.code:
        raise OperationError(done.tail(1) or "no reason was given")
    return read_object(done.stdout, origin="what compare says")
