"""The gate that wants a region to hold all that a move will need, and the look right before the promotion."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from operations.errors import OperationError
from operations.failover import readiness
from operations.failover.gate import FAILED, OVERRIDDEN, PASSED, READINESS, verdicts
from operations.failover.gates import GATES
from operations.failover.move import Move, move_to
from operations.failover.step_context import StepContext, StepError
from operations.failover.steps import writer
from operations.live.clients import BRIEF, THOROUGH, Clients, Patience
from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.look import look
from operations.readiness.rule import Look, Problem, Rule, everywhere, needed, spared
from operations.recovery.failover_steps import Kind
from tests.operations.failover.stage import EAST, WEST, Script, TestClock, a_move, database, ground_of, side
from tests.operations.failover.test_gates import planned, well
from tests.operations.readiness.test_look import resource

QUEUE = "aws:sqs/queue:Queue"
ZONE = "aws:route53/zone:Zone"
Tell = Callable[..., Problem]


def a_move_with(*resources: StateResource, kind: Kind = Kind.DISASTER) -> Move:
    """To us-west-2, whose stack declares these."""
    return move_to(WEST, (side(EAST), replace(side(WEST), resources=resources)), kind)


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every queue is missing, or is told to be what its name says. Each is kept with the region that was asked."""
    asked: list[tuple[str, str]] = []

    def looked(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
        for each in declared:
            asked.append((each.name, ask.region))
            tell: Tell = spared if each.name == "small" else needed
            if each.name != "well":
                yield tell(each, "is not there", "orders wait nowhere")

    rules = {
        QUEUE: Rule(type=QUEUE, look=looked),
        ZONE: Rule(type=ZONE, look=looked, concerns=everywhere, in_one_place=True),
    }
    monkeypatch.setattr(readiness, "look", partial(look, rules=rules))
    return asked


def gate(move: Move, script: Script, *overridden: str) -> Any:  # noqa: ANN401 - a verdict
    """What the gate says."""
    found = verdicts(ground_of(move, script, TestClock()), GATES, overridden)
    return next(each for each in found if each.name == READINESS)


@pytest.mark.usefixtures("missing")
def test_the_gate_names_what_is_missing_and_where_to_read_on() -> None:
    verdict = gate(a_move_with(resource("orders")), well())
    assert verdict.state == FAILED
    assert "orders is not there" in verdict.seen
    assert "`standby readiness --to us-west-2`" in verdict.advice
    assert "--override readiness" in verdict.advice


@pytest.mark.usefixtures("missing")
def test_the_gate_is_the_first_of_every_move_and_may_be_overridden_by_name() -> None:
    assert (GATES[0].name, GATES[0].kinds) == (READINESS, frozenset(Kind))
    assert gate(a_move_with(resource("orders")), well(), READINESS).state == OVERRIDDEN


@pytest.mark.usefixtures("missing")
def test_what_a_failover_lives_without_does_not_stop_it() -> None:
    verdict = gate(a_move_with(resource("small"), resource("well")), well())
    assert verdict.state == PASSED
    assert "1 not as declared that a failover lives without" in verdict.seen


@pytest.mark.usefixtures("missing")
def test_many_are_named_up_to_a_few() -> None:
    verdict = gate(a_move_with(*(resource(f"queue-{number}") for number in range(9))), well())
    assert "queue-5 is not there; and 3 more" in verdict.seen


def test_declarations_that_nobody_knows_are_not_nothing_declared() -> None:
    move = move_to(WEST, (side(EAST), replace(side(WEST), resources=None)), Kind.DISASTER)
    verdict = gate(move, well())
    assert verdict.state == FAILED
    assert "nobody knows what the stacks declare" in verdict.seen


@pytest.mark.usefixtures("missing")
@pytest.mark.parametrize("kind", Kind, ids=str)
def test_a_record_that_is_missing_stops_either_kind_of_move(kind: Kind) -> None:
    script = planned() if kind is Kind.PLANNED else well()
    verdict = gate(a_move_with(resource("well"), resource("failover", kind=ZONE), kind=kind), script)
    assert (verdict.state, "failover is not there" in verdict.seen) == (FAILED, True)


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_only_in_a_disaster_a_control_plane_elsewhere_is_asked_hastily(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[tuple[str, str], Patience] = {}

    def make_clients(patience: Patience, *, says: str) -> Clients:
        def made(service: str, region: str) -> None:
            asked[service, region] = patience
            assert says == "standby-step/readiness"

        return made

    def looked(service: str) -> Look:
        def look_at(ask: Ask, _: Sequence[StateResource]) -> Iterator[Problem]:
            ask.client(service)
            yield from ()

        return look_at

    rules = {
        QUEUE: Rule(type=QUEUE, look=looked("sqs")),
        ZONE: Rule(type=ZONE, look=looked("route53"), concerns=everywhere, in_one_place=True),
    }
    monkeypatch.setattr(readiness, "look", partial(look, rules=rules))
    move = a_move_with(resource("well"), resource("zone", kind=ZONE), kind=kind)
    readiness.readiness_of(replace(ground_of(move, well(), TestClock()), make_clients=make_clients))
    patience = BRIEF if kind is Kind.DISASTER else THOROUGH
    assert asked == {("sqs", WEST): THOROUGH, ("route53", WEST): patience}


def test_a_disaster_goes_on_where_control_planes_elsewhere_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_: Ask, __: Sequence[StateResource]) -> Iterator[Problem]:
        raise ConnectTimeoutError(endpoint_url="https://route53")
        yield

    rules = {ZONE: Rule(type=ZONE, look=silent, concerns=everywhere, in_one_place=True)}
    monkeypatch.setattr(readiness, "look", partial(look, rules=rules))
    verdict = gate(a_move_with(resource("zone", kind=ZONE)), well())
    assert verdict.state == PASSED
    assert "1 that could not be looked at and serve on" in verdict.seen


def promoting(*resources: StateResource, **given: Any) -> tuple[StepContext, Script]:  # noqa: ANN401 - of a ground
    """Right before the promotion."""
    script = well()
    script.say(WEST, "failover_global_cluster", {})
    results = given.pop("results", {})
    context = ground_of(a_move_with(*resources), script, TestClock(), step="promote", **results)
    return replace(context, **given), script


@pytest.mark.usefixtures("missing")
def test_what_went_after_the_gates_stops_the_move_before_the_database_is_asked() -> None:
    context, script = promoting(resource("orders"))
    with pytest.raises(StepError, match=r"the database was not asked to move.*orders is not there"):
        writer.promote(context)
    assert script.made("failover_global_cluster") == []


@pytest.mark.usefixtures("missing")
def test_a_region_that_holds_all_is_promoted() -> None:
    context, script = promoting(resource("well"), resource("small"))
    assert writer.promote(context)["asked"]
    assert len(script.made("failover_global_cluster")) == 1


@pytest.mark.usefixtures("missing")
@pytest.mark.parametrize(
    "given",
    [
        {"overridden": (READINESS,)},
        {"results": {"preflight": {"gates": [{"gate": READINESS, "state": OVERRIDDEN}]}}},
    ],
    ids=["by this run", "by the run that passed the gates"],
)
def test_who_accepted_what_is_missing_is_not_asked_again(given: dict[str, Any]) -> None:
    context, script = promoting(resource("orders"), **given)
    assert writer.promote(context)["asked"]
    assert len(script.made("failover_global_cluster")) == 1


@pytest.mark.usefixtures("missing")
def test_a_gate_that_passed_is_no_reason_not_to_look_again() -> None:
    context, _ = promoting(resource("orders"), results={"preflight": {"gates": [{"gate": READINESS, "state": PASSED}]}})
    with pytest.raises(StepError, match="orders is not there"):
        writer.promote(context)


@pytest.mark.usefixtures("missing")
def test_a_promotion_that_is_done_is_not_looked_at_again(missing: list[tuple[str, str]]) -> None:
    context, script = promoting(resource("orders"))
    script.say(WEST, "describe_global_clusters", database(WEST))
    assert writer.promote(context)["asked"] is False
    assert missing == []


def test_a_move_knows_what_both_stacks_declare() -> None:
    move = a_move_with(resource("orders"))
    assert [each.name for each in move.resources or ()] == ["orders"]
    assert a_move().resources == ()
    with pytest.raises(OperationError):
        readiness.readiness_of(replace(promoting()[0], move=replace(move, source=replace(move.source, resources=None))))
