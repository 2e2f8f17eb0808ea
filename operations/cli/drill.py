"""`standby drill`. Exit 0: it showed what it had to; 1: it did not, or could not be held; 2: wrong option."""

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from operations.cli.signals import ending_in_order
from operations.drill import judge, sandbox
from operations.drill.evidence import Evidence, Where, earlier, kept_in
from operations.drill.faults import FAULTS, Fault
from operations.drill.markdown import markdown
from operations.drill.measured import as_assumptions
from operations.drill.page import page
from operations.drill.run import Subject, evidence, keep, there_and_back, under_fault
from operations.errors import OperationError
from operations.failover.clock import WallClock
from operations.failover.failover_run import DEADLINE_SECONDS, FailoverRun
from operations.failover.move import move_to
from operations.failover.pair import Pair, pair_of
from operations.inputs.stack_file import settings_in_a_pair
from operations.live.clients import AWS_ERRORS, clients, reason
from operations.live.database import global_database
from operations.live.outputs import engine_named
from operations.recovery.failover_steps import Kind
from settings import Strategy

_FAILED = 1
_PLANNED = "a planned failover and the failback, on the pair that is up"


def drill(
    fault: Annotated[
        str | None,
        typer.Option(help=f"Rehearse this fault in a separate sandbox: {', '.join(each.name for each in FAULTS)}."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Switch the running pair to the other region and back.")] = False,
    strategy: Annotated[
        Strategy | None, typer.Option(help="With --fault: use this strategy instead of the stack files'.")
    ] = None,
    reports: Annotated[Path, typer.Option(help="Folder for the report, and where earlier reports are.")] = Path(
        "drills"
    ),
    stack: Annotated[str, typer.Option(help="Either stack of the pair.")] = "prod-east",
    folder: Annotated[Path, typer.Option(help="Folder that holds the stack files.")] = Path(),
    engine: Annotated[
        str | None, typer.Option(help="Engine to use, pulumi or sandbox. Default: pulumi if its CLI is on PATH.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the evidence as one JSON document.")] = False,
) -> None:
    """Rehearse a failover and record evidence: a planned switch and back, or one fault in a sandbox."""
    # First: a file that is no report must not be found out after the drill.
    known = kept_in(reports)
    if fault is None:
        document = _planned(stack, folder, engine, yes=yes)
    else:
        document = _under(_named(fault), stack, folder.absolute(), strategy)
    before = earlier(known, document)
    kept = keep(
        document,
        reports,
        {
            ".json": document.model_dump_json(indent=1),
            ".md": markdown(document, before),
            ".html": page(document, before),
            ".measured.yaml": as_assumptions(document),
        },
    )
    _tell(document, kept, as_json=json_)
    if document.verdict != judge.PASSED:
        raise typer.Exit(_FAILED)


def _named(name: str) -> Fault:
    found = next((each for each in FAULTS if each.name == name), None)
    if found is None:
        msg = f"there is no fault {name}; there is {', '.join(each.name for each in FAULTS)}"
        raise OperationError(msg)
    return found


def _planned(stack: str, folder: Path, engine: str | None, *, yes: bool) -> Evidence:
    chosen = engine_named(engine)
    pair = pair_of(stack, folder, chosen)
    writer = _writer(pair)
    away, home = (next(side.region for side in pair if (side.region == writer) is same) for same in (False, True))
    there = FailoverRun(move=move_to(away, pair, Kind.PLANNED), folder=folder)
    if not yes:
        msg = (
            f"this drill moves the writer from {home} to {away} and back, in account {pair[0].values['account']}. Add "
            f"--yes to do it; `standby failover --to {away} --planned` shows its gates and steps without beginning"
        )
        raise OperationError(msg)
    back = FailoverRun(move=move_to(home, pair, Kind.PLANNED), folder=folder)
    is_sandbox = chosen == "sandbox" or bool(os.environ.get("AWS_ENDPOINT_URL"))
    where = Where.SANDBOX if is_sandbox else Where.AWS
    subject = Subject(fault="", says=_PLANNED, expected=judge.SURVIVED, where=where, move=there.move)
    began = there.clock.now()
    made = there_and_back(there, back, _say)
    return evidence(subject, made, began_at=began, ended_at=there.clock.now())


def _under(fault: Fault, stack: str, program: Path, strategy: Strategy | None) -> Evidence:
    settings = settings_in_a_pair(program, stack, _say)
    stacks = (stack, settings.peer.stack) if settings.is_home else (settings.peer.stack, stack)
    with ending_in_order(), tempfile.TemporaryDirectory(prefix="standby-drill-") as work:
        _say("a sandbox with both stacks comes up")
        with sandbox.started(program, Path(work), stacks, strategy) as running, sandbox.entered(running.environment):
            pair = pair_of(stack, Path(work), "sandbox")
            target = next(side for side in pair if side.region != side.settings.writer)
            move = move_to(target.region, pair, fault.kind)
            for side in pair:
                sandbox.grant_quota(running, side.region)
            # Faults are the administrator's to make; the move is made by whoever would make it.
            moving = FailoverRun(
                move=move,
                folder=Path(work),
                clock=WallClock(),
                deadline_seconds=DEADLINE_SECONDS,
                make_clients=running.operators(),
            )
            subject = Subject(
                fault=fault.name, says=fault.says, expected=fault.has_to(move), where=Where.SANDBOX, move=move
            )
            with running.open_shop():
                began = moving.clock.now()
                made = under_fault(fault, moving, running.ask, _say)
                return evidence(subject, made, began_at=began, ended_at=moving.clock.now())


def _writer(pair: Pair) -> str:
    """The region that writes now, asked of each region until one answers. Raises OperationError."""
    told = []
    for side in pair:
        try:
            name = side.values["database"]["global_cluster"]
            writer = global_database(clients()("rds", side.region), name).writer
        except KeyError:
            told.append(f"{side.region}: what answers is not AWS")
            continue
        except AWS_ERRORS as error:
            told.append(f"{side.region}: {reason(error)}")
            continue
        if writer in {each.region for each in pair}:
            return str(writer)
        told.append(f"{side.region}: {writer or 'nobody'} writes {name}")
    msg = f"nobody says which of the two regions writes ({'; '.join(told)}); look with `standby status`"
    raise OperationError(msg)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _tell(document: Evidence, kept: list[Path], *, as_json: bool) -> None:
    for path in kept:
        _say(f"written: {path}")
    if as_json:
        typer.echo(json.dumps(document.model_dump(mode="json"), indent=2))
        return
    typer.echo(f"{document.verdict}: expected {document.expected}; found {document.found}")
    for why in document.reasons:
        typer.echo(f"  {why}")
