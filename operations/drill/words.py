"""How a drill's figures are said, in every form of its report. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime

from operations.drill.evidence import Evidence, MoveMade, Targets, Where

UNKNOWN = "not known"
Row = tuple[str, str]


def seconds(value: float | None) -> str:
    """A time; one that nobody could measure is said to be that."""
    return UNKNOWN if value is None else f"{value:.1f} s"


def title(evidence: Evidence) -> str:
    """The first line."""
    what = f"fault {evidence.fault}" if evidence.fault else "planned failover and failback"
    return f"Drill {evidence.verdict}: {what}"


def summary(evidence: Evidence) -> list[Row]:
    """What an auditor asks first."""
    where = {Where.AWS: "AWS", Where.SANDBOX: "the sandbox, whose seconds say nothing of AWS"}[evidence.where]
    return [
        ("Drill", evidence.drill),
        ("What was drilled", evidence.says),
        ("Where", where),
        ("Account", evidence.account),
        ("Regions", " and ".join(evidence.regions)),
        ("Strategy", evidence.strategy),
        ("Operator", evidence.operator),
        ("From", evidence.started_at),
        ("Until", evidence.ended_at),
        ("Expected", evidence.expected),
        ("Found", evidence.found),
        ("Verdict", evidence.verdict),
    ]


def against_targets(move: MoveMade, targets: Targets) -> Iterator[tuple[str, str, str]]:
    """(what, measured, objective) of each figure of a move that was begun."""
    measured = move.measured
    if not move.steps:
        return
    if move.kind == "disaster":
        yield "RTO: clients were not served", seconds(measured.rto_seconds), f"{targets.rto_seconds:g} s"
        parts = measured.parts
        yield "of it, to detect and decide", seconds(parts.detect_and_decide), ""
        yield "of it, to execute", seconds(parts.execute), ""
        yield "of it, until DNS answers anew", seconds(parts.dns), ""
    else:
        yield "RTO: no order was placed", seconds(measured.pause_seconds), f"{targets.rto_seconds:g} s"
    for store, lost in measured.rpo_seconds.items():
        yield f"RPO of {store}", seconds(lost), f"{targets.rpo_seconds:g} s"
    for what, value in move.lost_writes.items():
        yield what.replace("_", " "), _fact(what, value), ""


def _fact(what: str, value: object) -> str:
    """A moment as such. No pending order has no oldest; no heartbeat that anybody heard is not known."""
    if value is None:
        return "none" if what.startswith("oldest_") else UNKNOWN
    is_moment = what.endswith("_at") and isinstance(value, int | float)
    return datetime.fromtimestamp(float(str(value)), UTC).isoformat(timespec="seconds") if is_moment else str(value)
