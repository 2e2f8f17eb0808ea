"""`standby gate`: judge plans."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from operations.gate.plans import read_steps
from operations.gate.verdict import GateVerdict, judge
from operations.gate.waivers import read_waivers
from operations.inputs.text_file import text_of_file
from operations.planning.planner import document

REFUSED = 1
_MARKS = {"blocked": "blocked", "waiver": "blocked", "warning": "warning", "waived": "waived"}
Clock = Callable[[], date]


def today() -> date:
    """The day, everywhere the same."""
    return datetime.now(UTC).date()


def gate(
    plans: Annotated[list[Path], typer.Argument(help="Output of `preview --json`, from pulumi or the sandbox.")],
    waivers: Annotated[Path | None, typer.Option(help="YAML file with a list of waivers.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,  # noqa: FBT002 - typer
) -> None:
    """Refuse plans that replace or delete a data store. Exit 1: refused, or the plan could not be judged."""
    steps = [step for path in plans for step in read_steps(_read(path), origin=str(path))]
    verdict = judge(steps, read_waivers(waivers), today())
    if json_:
        typer.echo(json.dumps(verdict.as_json(), indent=2))
    else:
        _show(verdict, len(steps))
    if not verdict.passes:
        raise typer.Exit(REFUSED)


def _read(path: Path) -> Mapping[str, Any]:
    return document(text_of_file(path), origin=str(path))


def _show(verdict: GateVerdict, steps: int) -> None:
    for each in verdict.findings:
        typer.echo(f"{_MARKS[each.kind]:<8} {each.says}")
    for touched in verdict.touched:
        changed = f" ({', '.join(touched.step.changed)})" if touched.step.changed else ""
        typer.echo(f"{touched.step.operation:<8} {touched.step.name}{changed}: holds {touched.holds}")
    ending = "pass" if verdict.passes else "are refused"
    typer.echo(f"{steps} steps {ending}; {len(verdict.touched)} of them touch what holds data")
