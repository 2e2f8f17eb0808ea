"""The strategy tables say what the documents promise."""

from datetime import timedelta

import pytest

from settings.strategy import PROMISES, SHAPES, Capacity, Posture, Strategy, cheapest_strategy, posture_of


@pytest.mark.parametrize("strategy", Strategy)
def test_the_region_that_writes_always_serves(strategy: Strategy) -> None:
    assert posture_of(strategy, is_writer=True) is Posture.SERVING


@pytest.mark.parametrize(
    ("strategy", "posture"),
    [
        (Strategy.ACTIVE_ACTIVE, Posture.SERVING),
        (Strategy.WARM_STANDBY, Posture.WARM),
        (Strategy.PILOT_LIGHT, Posture.PILOT),
    ],
)
def test_the_other_region_follows_the_strategy(strategy: Strategy, posture: Posture) -> None:
    assert posture_of(strategy, is_writer=False) is posture


@pytest.mark.parametrize("posture", [Posture.WARM, Posture.PILOT])
def test_consumers_wait_at_zero_where_the_database_cannot_be_written(posture: Posture) -> None:
    assert SHAPES[posture].queue_workloads is Capacity.ZERO


@pytest.mark.parametrize("posture", Posture)
def test_no_region_is_without_a_database_instance(posture: Posture) -> None:
    assert SHAPES[posture].database is not Capacity.ZERO


def test_a_dearer_strategy_recovers_sooner_and_loses_less() -> None:
    by_cost = sorted(PROMISES.values(), key=lambda promise: promise.cost_factor)
    assert [p.recovery_time for p in by_cost] == sorted((p.recovery_time for p in by_cost), reverse=True)
    assert [p.recovery_point for p in by_cost] == sorted((p.recovery_point for p in by_cost), reverse=True)


@pytest.mark.parametrize("strategy", Strategy)
def test_the_cheapest_strategy_for_a_promise_is_the_one_that_makes_it(strategy: Strategy) -> None:
    promise = PROMISES[strategy]
    assert cheapest_strategy(promise.recovery_time, promise.recovery_point) is strategy


def test_no_strategy_promises_the_impossible() -> None:
    assert cheapest_strategy(timedelta(seconds=1), timedelta(0)) is None
