"""What a move came to: how long it took, what was lost, and what is left to do. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from operations.failover.journal import Entry
from operations.failover.move import Move
from operations.recovery.failover_steps import Kind, Step

_SERVED = ("answers-change", "engage-failover-control")


def report(move: Move, operation: str, entries: Mapping[str, Entry], *, begun_at: float) -> dict[str, Any]:
    """One document. The loss is dated by the last heartbeat of the source region, where anybody heard one."""
    preflight = entries["preflight"].result if "preflight" in entries else {}
    lost_at = preflight.get("last_heard_at")
    served_at = next((entries[name].ended_at for name in _SERVED if _is_done(entries, name)), None)
    losses = dict(entries["account"].result) if _is_done(entries, "account") else {}
    objectives = move.target.settings.objectives
    return {
        "operation": operation,
        "kind": str(move.kind),
        "from": move.source.region,
        "to": move.target.region,
        "account": move.target.values["account"],
        "strategy": str(move.target.settings.strategy),
        "begun_at": _moment(begun_at),
        "lost_at": _moment(lost_at),
        "served_at": _moment(served_at),
        "execution_seconds": _seconds(begun_at, served_at),
        "rto_seconds": _seconds(lost_at, served_at),
        "objectives": {
            "rto_seconds": objectives.rto.total_seconds(),
            "rpo_seconds": objectives.rpo.total_seconds(),
        },
        "gates": list(preflight.get("gates", ())),
        "steps": [_row(step, entries.get(step.name)) for step in move.steps],
        "losses": losses,
        "left": sorted(name for name, entry in entries.items() if entry.state == "left"),
        "follow_ups": follow_ups(move, entries),
    }


def follow_ups(move: Move, entries: Mapping[str, Entry]) -> list[str]:
    """What people do next, in order."""
    files = " and ".join(f"Pulumi.{side.outputs.stack}.yaml" for side in (move.target, move.source))
    found = [
        (
            f"Write `standby:writer: {move.target.region}` into {files}, and commit it. `pulumi up --refresh` of both "
            "stacks then changes nothing."
        ),
    ]
    if any(entry.state == "left" for entry in entries.values()):
        found.append(
            f"Run this command again once {move.source.region} answers: what was left is done then, and nothing else."
        )
    if move.kind is Kind.DISASTER:
        cluster = move.source.values["database"]["cluster"]
        found += [
            (
                f"When {move.source.region} is back, RDS makes its cluster a copy again, on a new volume, which takes "
                "minutes to hours. What was not replicated is in its snapshot "
                f"`rds:unplanned-global-failover-{cluster}-...`, which goes with the backups: copy it before."
            ),
            (
                f"To go back: `standby failback --to {move.source.region}`, once that region has been well for a day. "
                f"To stay: `standby:full_size_region: {move.target.region}` in both files builds this region "
                "at full size."
            ),
        ]
    unseen = entries.get("answers-change")
    if unseen is not None and unseen.result.get("seen") is False:
        found.append(f"Nobody has seen what name servers answer ({unseen.result['because']}). Look from outside.")
    kept = entries.get("release-failover-control")
    if kept is not None and kept.state == "left":
        found.append(
            f"The switch that takes traffic from {move.target.region} stands in {move.source.region} and could not be "
            "looked at. Where it is engaged, Route 53 answers with the primary record while neither one is healthy."
        )
    return found


def _row(step: Step, entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {"step": step.name, "part": step.part, "state": "not begun"}
    return {
        "step": step.name,
        "part": step.part,
        "state": entry.state,
        "begun_at": _moment(entry.begun_at),
        "ended_at": _moment(entry.ended_at),
        "seconds": _seconds(entry.begun_at, entry.ended_at),
        "result": dict(entry.result),
        "error": entry.error,
    }


def _is_done(entries: Mapping[str, Entry], name: str) -> bool:
    return name in entries and entries[name].is_done


def _seconds(begin: float | None, end: float | None) -> float | None:
    return None if begin is None or end is None else round(end - begin, 1)


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def as_text(document: Mapping[str, Any]) -> Sequence[str]:
    """The lines that a person reads."""
    losses = document["losses"].get("rpo_seconds", {})
    lines = [
        f"{document['from']} -> {document['to']} ({document['kind']}, {document['strategy']})",
        f"  account                    {document['account']}",
        f"  clients are served since   {document['served_at'] or 'not yet'}",
        f"  RTO, from the loss on      {_recovered(document)}",
        f"  of it, this command        {_told(document['execution_seconds'], None)}",
        *(
            f"  RPO, {store:<21} {_told(seconds, document['objectives']['rpo_seconds'])}"
            for store, seconds in losses.items()
        ),
    ]
    if document["losses"]:
        lines.append(f"  orders still pending       {document['losses']['orders_pending']}")
    lines += ["", "Steps"]
    lines += [
        f"  {row['step']:<18} {row['state']:<9} {_told(row.get('seconds'), None, unknown='')}"
        for row in document["steps"]
    ]
    lines += ["", "What to do next"]
    lines += [f"  {number}. {text}" for number, text in enumerate(document["follow_ups"], 1)]
    return lines


def _recovered(document: Mapping[str, Any]) -> str:
    if document["kind"] == Kind.PLANNED:
        return "planned: clients were served throughout"
    return _told(document["rto_seconds"], document["objectives"]["rto_seconds"])


def _told(seconds: float | None, objective: float | None, *, unknown: str = "nobody can tell") -> str:
    if seconds is None:
        return unknown
    told = f"{seconds:.1f} s"
    if objective is None:
        return told
    return f"{told} ({'within' if seconds <= objective else 'ABOVE'} the objective of {objective:.0f} s)"
