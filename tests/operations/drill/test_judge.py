"""Whether a drill passed, of what happened alone."""

from typing import Any

import pytest

from operations.drill import judge, moves
from operations.drill.evidence import MoveMade
from tests.operations.drill.reports import EAST, TARGETS, WEST, drill, report


def lost(**stores: float | None) -> dict[str, Any]:
    return {"rpo_seconds": {"tables": 8.0, "database": 0.02, "queues": 8.0, **stores}}


def refusal(*gates: str) -> MoveMade:
    rows = [{"gate": "account", "state": "passed", "seen": "the right one"}]
    rows += [{"gate": gate, "state": "failed", "seen": "no"} for gate in gates]
    return moves.refused(EAST, WEST, "disaster", rows)


def test_a_move_within_its_objectives_passes() -> None:
    assert drill().verdict == "passed"
    assert (drill().found, drill().reasons) == ("survived", ())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"rto_seconds": 901.0}, "us-east-1 to us-west-2: RTO for 901 s, and the objective is 900 s"),
        ({"rto_seconds": None}, "RTO is not known"),
        ({"losses": lost(tables=61)}, "RPO of tables for 61 s, and the objective is 60 s"),
        ({"losses": lost(database=None)}, "RPO of database is not known: nobody could look"),
        ({"losses": {}}, "RPO of queues is not known"),
        (
            {"losses": {**lost(), "orders_accepted": 10, "orders_placed": 9}},
            "of 10 orders that were accepted before, 9 were placed",
        ),
    ],
)
def test_what_misses_an_objective_or_is_not_known_fails(changed: dict[str, Any], reason: str) -> None:
    failed = drill(moves.made(report(**changed)))
    assert failed.verdict == "failed"
    assert any(reason in each for each in failed.reasons)


def test_of_a_planned_move_the_pause_of_orders_is_judged() -> None:
    rows = report(kind="planned")["steps"]
    slow = [
        {**row, "ended_at": "2026-11-27T12:30:00+00:00"} if row["step"] == "enable-consumers" else row for row in rows
    ]
    made = moves.made(report(kind="planned", steps=slow))
    assert drill(moves.made(report(kind="planned"))).verdict == "passed"
    (reason,) = drill(made).reasons
    assert "no order was placed for 1700 s" in reason


def test_an_expected_refusal_passes_by_the_right_gate_and_no_other() -> None:
    expected = judge.refused_by("lag")
    assert judge.reasons(expected, [refusal("lag")], TARGETS) == ()
    (reason,) = judge.reasons(expected, [refusal("images")], TARGETS)
    assert reason == "expected: refused by gate lag; found: refused by gate images"
    (reason,) = judge.reasons(expected, [refusal("images", "lag")], TARGETS)
    assert reason.endswith("found: refused by gate images and lag")


def test_what_should_have_been_refused_and_was_carried_out_fails() -> None:
    assert drill(expected=judge.refused_by("lag")).reasons == ("expected: refused by gate lag; found: survived",)


def test_a_step_that_gave_up_is_named_with_its_reason() -> None:
    rows = [{**row, "state": "failed"} if row["step"] == "promote" else row for row in report()["steps"]]
    failed = moves.failed(EAST, WEST, "disaster", "promote: that did not come within 30 seconds", rows)
    assert judge.found([failed]) == "stopped at step promote"
    assert judge.reasons(judge.stopped_at("promote"), [failed], TARGETS) == ()
    (reason,) = judge.reasons(judge.SURVIVED, [failed], TARGETS)
    assert reason.endswith("(promote: that did not come within 30 seconds)")


def test_a_drill_in_which_nothing_was_tried_fails() -> None:
    assert judge.reasons(judge.SURVIVED, [], TARGETS) == ("expected: survived; found: nothing was tried",)
