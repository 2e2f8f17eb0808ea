"""How a drill goes about its moves, with moves that only say what would come of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from operations.drill import faults, judge, orders, run
from operations.drill.evidence import Outcome
from operations.errors import OperationError
from operations.failover.gate import FAILED, PASSED, Verdict
from operations.failover.gates import GATES
from operations.recovery.failover_steps import Kind, carried_out
from settings import RegionRole
from tests.operations.drill.reports import EAST, WEST, drill, report

MOVE = SimpleNamespace(source=SimpleNamespace(region=EAST), target=SimpleNamespace(region=WEST), kind=Kind.DISASTER)


class HeldClock:
    """Time passes only where somebody waits."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += seconds


@dataclass(frozen=True)
class FailoverRun:
    """Each look, and each attempt, takes the next of what is to come."""

    looks: list[str] = field(default_factory=list)
    ends: list[str | Mapping[str, Any]] = field(default_factory=list)
    tried: list[tuple[Sequence[str], float]] = field(default_factory=list)
    clock: HeldClock = field(default_factory=HeldClock)
    overridden: Sequence[str] = ()
    deadline_seconds: float = 900
    move: Any = field(default_factory=lambda: MOVE)

    def look(self) -> tuple[Verdict, ...]:
        stops = self.looks.pop(0) if self.looks else ""
        names = ("lost", "lag")
        return tuple(Verdict(name=each, state=FAILED if each == stops else PASSED, seen="so") for each in names)

    def carry_out(self, say: run.Say) -> Mapping[str, Any]:
        self.tried.append((self.overridden, self.deadline_seconds))
        say("on it")
        end = self.ends.pop(0)
        if isinstance(end, str):
            raise OperationError(end)
        return end

    def unfinished(self) -> None:
        return None


def silent(_text: str) -> None:
    """Say nothing."""


def test_a_refusal_is_asked_for_in_earnest_and_has_the_gates_that_stopped_it() -> None:
    moving: Any = FailoverRun(looks=["lag"], ends=["gate lag: no"])
    made = run.attempt(moving, silent)
    assert (made.outcome, made.refused_by, len(moving.tried)) == (Outcome.REFUSED, ("lag",), 1)


def test_a_move_that_began_although_a_gate_stood_against_it_was_not_refused() -> None:
    moving: Any = FailoverRun(looks=["lag"], ends=[report()])
    assert judge.found([run.attempt(moving, silent)]) == judge.SURVIVED


def test_a_move_that_stops_with_its_gates_open_has_failed() -> None:
    moving: Any = FailoverRun(ends=["promote: did not come"])
    made = run.attempt(moving, silent)
    assert (made.outcome, made.error) == (Outcome.FAILED, "promote: did not come")


@pytest.fixture(autouse=True)
def _no_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "accept", lambda *_: ("one", "two"))
    monkeypatch.setattr(orders, "placed", lambda *_: 2)


def _fault(**given: Any) -> faults.Fault:  # noqa: ANN401 - fields of a fault
    return faults.Fault(**{"name": "x", "says": "", "inject": lambda _stage: None, **given})


def test_what_was_mended_is_gone_on_with_and_with_the_usual_patience() -> None:
    struck: list[str] = []
    fault = _fault(
        inject=lambda _stage: struck.append("struck"),
        recover=lambda _stage: struck.append("mended"),
        deadline_seconds=30.0,
    )
    moving: Any = FailoverRun(ends=["promote: did not come", report()])
    made = run.under_fault(fault, moving, lambda *_: {}, silent)
    assert [move.outcome for move in made] == [Outcome.FAILED, Outcome.DONE]
    assert (struck, moving.tried) == (["struck", "mended"], [((), 30.0), ((), 900)])


def test_what_did_not_stop_needs_no_mending() -> None:
    moving: Any = FailoverRun(ends=[report()])
    made = run.under_fault(_fault(recover=lambda _stage: pytest.fail("mended")), moving, lambda *_: {}, silent)
    assert [move.outcome for move in made] == [Outcome.DONE]


@pytest.mark.parametrize(
    ("region_role", "expected"),
    [
        (RegionRole.PILOT, "stopped at step enable-consumers and start-tasks, then survived"),
        (RegionRole.WARM, "stopped at step enable-consumers and scale-out, then survived"),
        (RegionRole.SERVING, "survived"),
    ],
)
def test_capacity_is_missed_only_where_something_has_to_grow(region_role: RegionRole, expected: str) -> None:
    (fault,) = [each for each in faults.FAULTS if each.name == "capacity-short"]
    move: Any = SimpleNamespace(steps=carried_out(Kind.DISASTER, region_role))
    assert fault.has_to(move) == expected


def test_a_region_that_was_lost_is_waited_for_until_it_is_silent() -> None:
    moving: Any = FailoverRun(looks=["lost", "lost", "", ""], ends=[report()])
    made = run.under_fault(_fault(waits_for_silence=True), moving, lambda *_: {}, silent)
    assert (made[0].outcome, moving.clock.at) == (Outcome.DONE, 10.0)
    assert {"orders_accepted": 2, "orders_placed": 2}.items() <= made[0].lost_writes.items()


def test_a_fault_that_does_not_strike_ends_the_drill() -> None:
    moving: Any = FailoverRun(looks=["lost"] * 100)
    with pytest.raises(OperationError, match="us-east-1 still gives heartbeats; the fault has no effect"):
        run.under_fault(_fault(waits_for_silence=True), moving, lambda *_: {}, silent)
    assert moving.tried == []


def test_nobody_goes_back_before_the_way_there_has_ended() -> None:
    there: Any = FailoverRun(ends=["drain: did not come"])
    back: Any = FailoverRun(ends=[report()])
    assert [each.outcome for each in run.there_and_back(there, back, silent)] == [Outcome.FAILED]
    assert back.tried == []


def test_every_fault_is_refused_by_a_gate_that_there_is_or_says_what_comes_of_it() -> None:
    gates = {gate.name: gate for gate in GATES}
    for fault in faults.FAULTS:
        assert not fault.gate or fault.kind in gates[fault.gate].kinds, fault.name
        assert fault.gate not in fault.overridden, fault.name
        assert all(gates[name].may_be_overridden for name in fault.overridden), fault.name
    names = [fault.name for fault in faults.FAULTS]
    assert len(set(names)) == len(names)


def test_each_form_of_a_report_is_kept_under_the_drills_name(tmp_path: Path) -> None:
    paths = run.keep(drill(), tmp_path / "drills", {".json": "{}", ".md": "text"})
    assert [path.name.removeprefix(drill().drill) for path in paths] == [".json", ".md"]
    assert paths[1].read_text() == "text"
