"""How steps are carried out: what runs when, what a failure stops, what a second run does. Not what steps do."""

import os
import threading
from collections.abc import Callable, Mapping

import pytest

from operations.errors import OperationError
from operations.failover.gate import GATES_STEP, Found, Gate, failed, passed
from operations.failover.journal import Entry, Journal
from operations.failover.runner import Runner
from operations.failover.step_context import Result, StepContext, StepError
from operations.failover.steps.table import MAY_BE_LEFT, NOBODY_ACTS, STEP_FUNCTIONS, StepFunction
from operations.recovery.failover_steps import FAILOVER, PLANNED, Kind, carried_out
from settings import RegionRole
from tests.operations.failover.stage import Script, TestClock, a_move, ground_of

EVERY_MOVE = [(kind, region_role) for kind in Kind for region_role in RegionRole]


class Memory(Journal):
    """A journal that is lost with this process. `states` is everything that was written, in order."""

    def __init__(self) -> None:
        self.states: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def write(self, step: str, entry: Entry) -> None:
        with self._lock:
            self.states.append((step, entry.state))

    def renew(self) -> None:
        """Nobody else is there."""


def noted(order: list[str]) -> dict[str, StepFunction]:
    def act(context: StepContext) -> Result:
        order.append(context.step)
        return {"by": context.step}

    return dict.fromkeys(STEP_FUNCTIONS, act)


def run(
    step_functions: Mapping[str, StepFunction],
    *,
    known: Mapping[str, Entry] | None = None,
    kind: Kind = Kind.DISASTER,
    gates: tuple[Gate, ...] = (Gate(name="open", says="nothing is in the way", look=lambda _: passed("nothing")),),
    said: list[str] | None = None,
    journal: Memory | None = None,
) -> dict[str, Entry]:
    script = Script()
    script.say("us-west-2", "get_metric_statistics", {"Datapoints": []})
    runner = Runner(
        context=ground_of(a_move(kind=kind), script, TestClock()),
        journal=journal or Memory(),
        gates=gates,
        overridden=(),
        say=(said if said is not None else []).append,
        step_functions=step_functions,
    )
    return runner.run(known or {})


@pytest.mark.parametrize(("kind", "region_role"), EVERY_MOVE)
def test_every_step_is_done_by_somebody(kind: Kind, region_role: RegionRole) -> None:
    names = {step.name for step in carried_out(kind, region_role)}
    assert names - {GATES_STEP} == names & (set(STEP_FUNCTIONS) | set(NOBODY_ACTS))
    assert not set(STEP_FUNCTIONS) & set(NOBODY_ACTS)


@pytest.mark.parametrize(("kind", "region_role"), EVERY_MOVE)
def test_no_step_waits_for_one_that_is_not_there(kind: Kind, region_role: RegionRole) -> None:
    steps = carried_out(kind, region_role)
    names = [step.name for step in steps]
    assert len(set(names)) == len(names)
    assert {before for step in steps for before in step.after} <= set(names)


def test_a_disaster_is_carried_out_along_the_graph_that_compare_adds_up() -> None:
    known = {step.name: step.after for step in FAILOVER}
    done = {step.name: step.after for step in carried_out(Kind.DISASTER, RegionRole.WARM)}
    assert {name for name in known if name not in done} == {"detect", "acknowledge", "decide", "start-tasks"}
    assert [name for name, after in done.items() if name in known and not set(after) <= set(known[name])] == []


def test_a_planned_move_drains_before_it_touches_the_database() -> None:
    after = {step.name: step.after for step in PLANNED}
    assert after["promote"] == ("drain",)
    assert after["drain"] == ("fence",)
    assert {"move-stranded", "scale-out"} <= set(after["fence"])


@pytest.mark.parametrize("region_role", RegionRole)
def test_no_step_waits_for_one_that_may_be_left(region_role: RegionRole) -> None:
    waited_for = {before for step in carried_out(Kind.DISASTER, region_role) for before in step.after}
    assert waited_for & MAY_BE_LEFT == set()


def test_each_step_is_done_once_and_after_what_it_waits_for() -> None:
    order: list[str] = []
    entries = run(noted(order))
    steps = {step.name: step for step in a_move().steps}
    assert sorted(order) == sorted(set(steps) - {GATES_STEP} - set(NOBODY_ACTS))
    place = {name: number for number, name in enumerate(order)}
    wrong = [
        (name, before)
        for name in order
        for before in steps[name].after
        if before in place and place[before] > place[name]
    ]
    assert wrong == []
    assert all(entry.is_done for entry in entries.values())


def test_steps_that_wait_for_nothing_in_common_run_at_once() -> None:
    together = threading.Barrier(2)

    def meet(_: StepContext) -> Result:
        together.wait(timeout=10)
        return {}

    step_functions = noted([]) | {"promote": meet, "raise-bounds": meet}
    assert run(step_functions)["promote"].is_done


def test_a_step_is_journalled_before_it_acts_and_after() -> None:
    journal = Memory()

    def look(_: StepContext) -> Result:
        assert journal.states.count(("promote", "begun")) == 1
        return {}

    run(noted([]) | {"promote": look}, journal=journal)
    assert journal.states.count(("promote", "done")) == 1


def test_what_is_done_is_not_done_again_and_what_had_begun_is() -> None:
    order: list[str] = []
    done = Entry(state="done", begun_at=0.0, ended_at=1.0, result={"gates": []})
    known = {GATES_STEP: done, "fence": done, "promote": Entry(state="begun", begun_at=1.0)}
    run(noted(order), known=known)
    assert "fence" not in order
    assert order.count("promote") == 1


def _breaks(_: StepContext) -> Result:
    raise StepError("promote: RDS said no")


def test_a_failure_stops_what_depends_on_it_and_lets_the_rest_under_way_end() -> None:
    order: list[str] = []
    journal = Memory()
    with pytest.raises(OperationError, match="RDS said no"):
        run(noted(order) | {"promote": _breaks}, journal=journal)
    assert ("promote", "failed") in journal.states
    assert not {"confirm-writer", "enable-consumers", "engage-failover-control", "requeue-pending"} & set(order)


def test_a_step_in_the_lost_region_is_left_and_everything_else_is_done() -> None:
    def lost(_: StepContext) -> Result:
        raise StepError("no answer")

    entries = run(noted([]) | dict.fromkeys(MAY_BE_LEFT, lost))
    assert {name for name, entry in entries.items() if not entry.is_done} == MAY_BE_LEFT
    assert entries["reconcile-source"].state == "left"


def test_what_was_left_is_tried_again_by_the_next_run() -> None:
    order: list[str] = []
    done = Entry(state="done", begun_at=0.0, ended_at=0.0, result={"gates": []})
    known = {step.name: done for step in a_move().steps} | {"reconcile-source": Entry(state="left", begun_at=0.0)}
    run(noted(order), known=known)
    assert order == ["reconcile-source"]


def test_a_gate_that_refuses_lets_nothing_begin() -> None:
    order: list[str] = []
    shut = Gate(name="shut", says="it is open", look=lambda _: failed("it is shut", "open it"))
    with pytest.raises(OperationError, match=r"gate shut: it is shut\. open it"):
        run(noted(order), gates=(shut,))
    assert order == []


@pytest.mark.parametrize(
    "look",
    [lambda _: failed(os.environ["NO_SUCH_KEY"], ""), lambda _: failed(f"{int('x')}", "")],
    ids=["missing", "no number"],
)
def test_a_gate_that_cannot_tell_refuses_too(look: Callable[[StepContext], Found]) -> None:
    blind = Gate(name="blind", says="it sees", look=look)
    with pytest.raises(OperationError, match="gate blind: what came is not what was expected"):
        run(noted([]), gates=(blind,))
