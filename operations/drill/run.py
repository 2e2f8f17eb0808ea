"""Carrying a drill out: inject, move, recover, and put down what happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from operations.drill import judge, moves, orders
from operations.drill.evidence import Evidence, MoveMade, Outcome, Targets, Where
from operations.drill.faults import Ask, Fault, Stage
from operations.errors import OperationError
from operations.failover.clock import Clock
from operations.failover.failover_run import FailoverRun
from operations.failover.journal import operator
from operations.failover.move import Move
from operations.failover.report import report
from operations.live.clients import clients

Say = Callable[[str], None]
# A region counts as silent after a minute; its last word may be a minute old when it falls silent.
_SILENCE_SECONDS, _LOOK_SECONDS = 240.0, 5.0
_LOST = "lost"


def attempt(moving: FailoverRun, say: Say, struck_at: float | None = None) -> MoveMade:
    """Look, then try all the same: a refusal has to hold when it is asked for in earnest."""
    move = moving.move
    who = (move.source.region, move.target.region, str(move.kind))
    looked = moving.look()
    try:
        return moves.made(moving.carry_out(say), None if struck_at is None else _at(struck_at).isoformat())
    except OperationError as error:
        say(str(error))
        if any(verdict.stops for verdict in looked):
            return moves.refused(*who, [verdict.as_json() for verdict in looked])
        return moves.failed(*who, str(error), _steps(moving))


def under_fault(fault: Fault, moving: FailoverRun, ask: Ask, say: Say) -> tuple[MoveMade, ...]:
    """What came of it, and, where the fault was ended, what came of going on.

    Where the move has to come about, orders are accepted first, and counted in the end.
    """
    stage = Stage(ask=ask, clients=clients(), move=moving.move, clock=moving.clock)
    say(f"{fault.name}: {fault.says}")
    accepted = () if fault.gate else orders.accept(stage.clients, moving.move, moving.clock)
    struck_at = moving.clock.now()
    fault.inject(stage)
    if fault.waits_for_silence:
        _wait_for_silence(moving)
    limit = moving.deadline_seconds if fault.deadline_seconds is None else fault.deadline_seconds
    made = [attempt(replace(moving, overridden=fault.overridden, deadline_seconds=limit), say, struck_at)]
    if fault.recover and made[0].outcome is not Outcome.DONE:
        say(f"{fault.name}: recovered")
        fault.recover(stage)
        made.append(attempt(replace(moving, overridden=fault.overridden), say, struck_at))
    return (*made[:-1], _counted(made[-1], stage, accepted))


def _counted(made: MoveMade, stage: Stage, accepted: Sequence[str]) -> MoveMade:
    """With what became of the orders that were accepted before; as it is where the move did not come about."""
    if not accepted or made.outcome is not Outcome.DONE:
        return made
    placed = orders.placed(stage.clients, stage.move, stage.clock, accepted)
    counts = {"orders_accepted": len(accepted), "orders_placed": placed}
    return made.model_copy(update={"lost_writes": {**made.lost_writes, **counts}})


def there_and_back(there: FailoverRun, back: FailoverRun, say: Say) -> tuple[MoveMade, ...]:
    """Both planned moves. Where the first does not end, nobody goes back: the operator goes on with it."""
    first = attempt(there, say)
    return (first, attempt(back, say)) if first.outcome is Outcome.DONE else (first,)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is drilled. `fault` is empty for the planned moves."""

    fault: str
    says: str
    expected: str
    where: Where
    move: Move


def evidence(subject: Subject, made: Sequence[MoveMade], *, began_at: float, ended_at: float) -> Evidence:
    """Everything that the report has to show, with the verdict."""
    move, settings = subject.move, subject.move.target.settings
    targets = Targets(
        rto_seconds=settings.objectives.rto.total_seconds(), rpo_seconds=settings.objectives.rpo.total_seconds()
    )
    why = judge.reasons(subject.expected, made, targets)
    name = subject.fault or "planned"
    return Evidence(
        drill=f"{_at(began_at):%Y-%m-%dT%H%M%SZ}-{settings.strategy}-{name}",
        fault=subject.fault,
        says=subject.says,
        where=subject.where,
        started_at=_at(began_at).isoformat(timespec="seconds"),
        ended_at=_at(ended_at).isoformat(timespec="seconds"),
        operator=operator(),
        account=str(move.target.values["account"]),
        regions=(move.source.region, move.target.region),
        strategy=str(settings.strategy),
        targets=targets,
        expected=subject.expected,
        found=judge.found(made),
        moves=tuple(made),
        verdict=judge.FAILED if why else judge.PASSED,
        reasons=why,
    )


def keep(document: Evidence, folder: Path, forms: dict[str, str]) -> list[Path]:
    """Write each form of the report; `forms` are their texts by the end of the file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{document.drill}{suffix}" for suffix in forms]
    for path, text in zip(paths, forms.values(), strict=True):
        path.write_text(text)
    return paths


def _wait_for_silence(moving: FailoverRun) -> None:
    """Raise OperationError where the region goes on giving heartbeats."""
    clock: Clock = moving.clock
    last = clock.now() + _SILENCE_SECONDS
    while any(verdict.name == _LOST and verdict.stops for verdict in moving.look()):
        if clock.now() >= last:
            msg = f"{moving.move.source.region} still gives heartbeats; the fault has no effect"
            raise OperationError(msg)
        clock.wait(_LOOK_SECONDS)


def _steps(moving: FailoverRun) -> Sequence[dict[str, object]]:
    record = moving.unfinished()
    if record is None:
        return ()
    rows: Sequence[dict[str, object]] = report(moving.move, record.operation, record.steps, begun_at=record.begun_at)[
        "steps"
    ]
    return rows


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
