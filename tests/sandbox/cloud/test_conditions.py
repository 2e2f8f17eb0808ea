"""What tools may set about the cloud: what is taken, and since when it holds."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.cloud.conditions import Conditions
from sandbox.cloud.connection import Connection
from sandbox.cloud.faults import Faults

EAST = "us-east-1"


def test_a_lag_holds_from_when_it_was_set() -> None:
    now = 100.0
    conditions = Conditions(clock=lambda: now)
    conditions.set_lag({"store": "tables", "milliseconds": 9000})
    assert [conditions.lag("tables", at) for at in (99, 100, 500)] == [300, 9000, 9000]
    assert conditions.lag("database", 500) == 20


@pytest.mark.parametrize(
    ("setter", "document", "complaint"),
    [
        (Conditions.set_lag, {"store": "cache", "milliseconds": 1}, "store is database or tables, not 'cache'"),
        (Conditions.set_lag, {"store": "tables", "milliseconds": -1}, "milliseconds is a number from 0 on, not -1"),
        (Conditions.set_promotions, {"polls": 1.5}, "polls is a whole number from 0 on, not 1.5"),
        (Conditions.set_promotions, {"polls": True}, "polls is a whole number from 0 on, not True"),
        (Conditions.set_delegation, {"name": "x", "servers": "ns"}, "servers is a list of names, or null, not 'ns'"),
        (Conditions.set_rule_group, {"name": "x", "capacity": -1}, "capacity is a whole number from 0 on, not -1"),
        (Conditions.set_capacity, {"region": EAST, "tasks": "2"}, "tasks is a whole number from 0 on, not '2'"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    setter: Callable[[Conditions, dict[str, Any]], Any], document: dict[str, Any], complaint: str
) -> None:
    conditions = Conditions()
    before = [conditions.lags(), conditions.promotions(), conditions.capacity()]
    with pytest.raises((TypeError, ValueError), match=complaint):
        setter(conditions, document)
    assert [conditions.lags(), conditions.promotions(), conditions.capacity()] == before


def test_it_is_remembered_when_a_region_was_dark() -> None:
    times = iter([100.0, 200.0, 300.0])
    faults = Faults(clock=lambda: next(times))
    faults.darken(EAST, Connection.REFUSE)
    faults.light_up(EAST)
    faults.darken(EAST, Connection.HANG)
    assert [faults.was_dark(EAST, at) for at in (99, 100, 199, 200, 299, 300, 1e9)] == [
        False, True, True, False, False, True, True,
    ]  # fmt: skip
    assert not faults.was_dark("us-west-2", 150)
