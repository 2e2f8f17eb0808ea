"""What a failover's own report, or its refusal, says about a drill. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from operations.drill.evidence import GateSeen, Measured, MoveMade, Outcome, Parts, StepTaken

Document = Mapping[str, Any]
_DISASTER = "disaster"
# No order is placed between these two.
_PAUSE = ("fence", "enable-consumers")
_LAST_BEFORE_DNS = "post-checks"


def made(report: Document, struck_at: str | None = None) -> MoveMade:
    """A move that was carried out, of the report that `standby failover` writes.

    A drill knows when its fault struck. Otherwise the last heartbeat dates the loss, to the minute.
    """
    if struck_at is not None and report["kind"] == _DISASTER:
        rto = _between(struck_at, report["served_at"])
        report = {**report, "lost_at": struck_at, "rto_seconds": rto}
    return MoveMade(
        source=report["from"],
        target=report["to"],
        kind=report["kind"],
        outcome=Outcome.DONE,
        began_at=report["begun_at"],
        served_at=report["served_at"],
        gates=gates_seen(report["gates"]),
        steps=tuple(_step(row) for row in report["steps"]),
        measured=_measured(report),
        lost_writes={key: value for key, value in report["losses"].items() if key != "rpo_seconds"},
        left=tuple(report["left"]),
        follow_ups=tuple(report["follow_ups"]),
    )


def refused(source: str, target: str, kind: str, gates: Sequence[Document]) -> MoveMade:
    """A move that its gates stopped. Nothing was begun."""
    seen = gates_seen(gates)
    stopped = tuple(gate.name for gate, row in zip(seen, gates, strict=True) if row.get("stops", _stops(gate)))
    return MoveMade(source=source, target=target, kind=kind, outcome=Outcome.REFUSED, refused_by=stopped, gates=seen)


def failed(source: str, target: str, kind: str, error: str, steps: Iterable[Document] = ()) -> MoveMade:
    """A move that stopped on its way, and why."""
    return MoveMade(
        source=source,
        target=target,
        kind=kind,
        outcome=Outcome.FAILED,
        error=error,
        steps=tuple(_step(row) for row in steps),
    )


def gates_seen(rows: Sequence[Document]) -> tuple[GateSeen, ...]:
    """Every gate with what it saw."""
    return tuple(GateSeen(name=row["gate"], state=row["state"], found=row["seen"]) for row in rows)


def _stops(gate: GateSeen) -> bool:
    return gate.state not in {"passed", "overridden"}


def _step(row: Document) -> StepTaken:
    return StepTaken(
        name=row["step"],
        part=row["part"],
        outcome=row["state"],
        started_at=row.get("begun_at"),
        ended_at=row.get("ended_at"),
        seconds=row.get("seconds"),
        error=row.get("error", ""),
    )


def _measured(report: Document) -> Measured:
    steps = {row["step"]: row for row in report["steps"]}
    first, last = (steps.get(name, {}) for name in _PAUSE)
    before_dns = steps.get(_LAST_BEFORE_DNS, {}).get("ended_at")
    return Measured(
        rto_seconds=report["rto_seconds"] if report["kind"] == _DISASTER else None,
        pause_seconds=_between(first.get("begun_at"), last.get("ended_at")),
        rpo_seconds=dict(report["losses"].get("rpo_seconds", {})),
        parts=Parts(
            detect_and_decide=_between(report["lost_at"], report["begun_at"]) if report["kind"] == _DISASTER else 0.0,
            execute=_between(report["begun_at"], before_dns),
            dns=_between(before_dns, report["served_at"]),
        ),
    )


def _between(begin: str | None, end: str | None) -> float | None:
    if not begin or not end:
        return None
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds(), 1)
