"""A failover's own report, as the drill gets it, and drills made of such."""

from datetime import UTC, datetime, timedelta
from typing import Any

from operations.drill import judge, moves
from operations.drill.evidence import Evidence, MoveMade, Targets, Where
from operations.recovery.failover_steps import FAILOVER

EAST, WEST = "us-east-1", "us-west-2"
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
TARGETS = Targets(rto_seconds=900, rpo_seconds=60)


def at(seconds: float) -> str:
    """A moment after noon, as the failover writes it."""
    return (NOON + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def report(kind: str = "disaster", **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a document
    """A move that took 240 seconds from the loss until clients were served, each step ten of them."""
    steps = [step for step in FAILOVER if step.part not in {"detection", "decision"} and step.name != "scale-out"]
    rows = [
        {
            "step": step.name,
            "part": step.part,
            "state": "done",
            "begun_at": at(90 + 10 * place),
            "ended_at": at(100 + 10 * place),
            "seconds": 10.0,
            "result": {},
            "error": "",
        }
        for place, step in enumerate(steps)
    ]
    return {
        "operation": "2026-11-27T12:01:30Z-us-west-2",
        "kind": kind,
        "from": EAST,
        "to": WEST,
        "account": "000000000000",
        "strategy": "pilot-light",
        "begun_at": at(90),
        "lost_at": at(0) if kind == "disaster" else None,
        "served_at": at(240),
        "execution_seconds": 150.0,
        "rto_seconds": 240.0 if kind == "disaster" else None,
        "objectives": {"rto_seconds": 900, "rpo_seconds": 60},
        "gates": [{"gate": "lag", "state": "passed", "seen": "the copy was 20 ms behind", "advice": ""}],
        "steps": rows,
        "losses": {
            "rpo_seconds": {"tables": 8.0, "database": 0.02, "queues": 8.0},
            "orders_pending": 3,
            "oldest_pending_accepted_at": None,
        },
        "left": ["reconcile-source"],
        "follow_ups": ["Write `standby:writer: us-west-2` into both files.", "Copy the snapshot."],
        **changed,
    }


def drill(*made: MoveMade, expected: str = judge.SURVIVED, day: int = 0, **changed: Any) -> Evidence:  # noqa: ANN401
    """Evidence of a drill on a day after the first."""
    done = made or (moves.made(report()),)
    why = judge.reasons(expected, done, TARGETS)
    began = NOON + timedelta(days=day)
    return Evidence(
        **{
            "drill": f"{began:%Y-%m-%dT%H%M%SZ}-region-dark",
            "fault": "region-dark",
            "says": "us-east-1 is gone, with every control plane that stands there",
            "where": Where.SANDBOX,
            "started_at": began.isoformat(timespec="seconds"),
            "ended_at": (began + timedelta(minutes=5)).isoformat(timespec="seconds"),
            "operator": "ada@desk/1",
            "account": "000000000000",
            "regions": (EAST, WEST),
            "strategy": "pilot-light",
            "targets": TARGETS,
            "expected": expected,
            "found": judge.found(done),
            "moves": done,
            "verdict": judge.FAILED if why else judge.PASSED,
            "reasons": why,
            **changed,
        }
    )
