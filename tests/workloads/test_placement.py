"""Placing orders at least once with the effect of once: whatever crashes, is delivered twice, or is lost with a region.

The database is a dictionary here, so this proves the order of the steps, not PostgreSQL's part in it.
"""

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workloads.shop import ALICE, KEY, NOON, Aws, SetClock, basket, emulated_aws
from workloads.shop.order import Order, Status
from workloads.shop.order_queue import Message
from workloads.shop.worker.events import EventRefusedError, OrderEvents
from workloads.shop.worker.placement import Placement, UnknownOrderError
from workloads.shop.worker.sweeper import OLD_SECONDS, Sweeper

T = TypeVar("T")
STEPS = ("get", "place", "publish", "mark", "delete")
POINTS = [(step, side) for step in STEPS for side in ("before", "after")]


class Crash(BaseException):
    """The process is gone: nothing after it runs."""


class Stores:
    """The four things that a placement works on, which crash at one point if told to, and keep the order of steps."""

    def __init__(self, aws: Aws, crash_at: tuple[str, str] | None = None) -> None:
        self._aws, self._crash_at = aws, crash_at
        self.done: list[str] = []

    def placement(self) -> Placement:
        return Placement(*(self,) * 4)  # type: ignore[arg-type]

    def get(self, order_id: str) -> Order | None:
        return self._step("get", lambda: self._aws.orders.get(order_id))

    def place(self, order: Order) -> None:
        self._step("place", lambda: self._aws.ledger.place(order))

    def placed(self, order: Order) -> None:
        self._step("publish", lambda: self._aws.order_events.placed(order))

    def mark_placed(self, order_id: str) -> None:
        self._step("mark", lambda: self._aws.orders.mark_placed(order_id))

    def delete(self, message: Message) -> None:
        self._step("delete", lambda: self._aws.queue.delete(message))

    def _step(self, name: str, work: Callable[[], T]) -> T:
        if self._crash_at == (name, "before"):
            raise Crash
        result = work()
        self.done.append(name)
        if self._crash_at == (name, "after"):
            raise Crash
        return result


def deliver(aws: Aws, crash_at: tuple[str, str] | None = None) -> None:
    """Take what waits and work on it. What a crash leaves is given back, as it would be after its time."""
    for message in aws.queue.receive():
        try:
            Stores(aws, crash_at).placement().carry_out(message)
        except Crash:
            if message.receipt and crash_at != ("delete", "after"):
                aws.queue.hide([message], 0)


def assert_placed_once(aws: Aws, order_id: str) -> None:
    order = aws.orders.get(order_id)
    assert order is not None
    assert order.status is Status.PLACED
    assert "pending" not in aws.item(order_id)
    assert list(aws.ledger.rows) == [order_id]
    assert aws.ledger.inserts == 1
    assert set(aws.announced()) == {order_id}, "at least one event, and for no other order"
    assert (aws.waiting(), aws.hidden()) == (0, 0), "nothing is left to do"


def sweep(aws: Aws, clock: Callable[[], float]) -> int:
    return Sweeper(aws.orders, aws.queue, clock, lambda: 0.0).sweep()


@pytest.fixture
def order_id(aws: Aws) -> str:
    """An order that was accepted."""
    return aws.checkout().accept(ALICE, KEY, basket())


def test_the_mark_in_the_table_goes_when_everything_that_a_region_could_take_along_is_done(
    aws: Aws, order_id: str
) -> None:
    stores = Stores(aws)
    [message] = aws.queue.receive()
    stores.placement().carry_out(message)
    assert stores.done == ["get", "place", "publish", "mark", "delete"]
    assert_placed_once(aws, order_id)


@pytest.mark.parametrize("point", POINTS, ids=" ".join)
def test_a_crash_anywhere_is_made_good_by_the_next_delivery(aws: Aws, order_id: str, point: tuple[str, str]) -> None:
    deliver(aws, crash_at=point)
    deliver(aws)
    assert_placed_once(aws, order_id)


@pytest.mark.parametrize("point", POINTS, ids=" ".join)
def test_a_crash_that_loses_the_message_too_is_made_good_by_a_sweep(
    aws: Aws, order_id: str, point: tuple[str, str]
) -> None:
    deliver(aws, crash_at=point)
    aws.drain()
    sweep(aws, SetClock(NOON + OLD_SECONDS + 1))
    deliver(aws)
    assert_placed_once(aws, order_id)


def test_an_order_that_is_placed_is_not_announced_again(aws: Aws, order_id: str) -> None:
    aws.queue.send(order_id)
    deliver(aws)
    assert aws.announced() == [order_id]
    assert aws.waiting() == 0


def test_a_message_about_no_order_is_not_swallowed(aws: Aws) -> None:
    aws.queue.send("nothing")
    [message] = aws.queue.receive()
    with pytest.raises(UnknownOrderError, match="nothing"):
        Stores(aws).placement().carry_out(message)
    assert aws.hidden() == 1, "it comes again, and in the end it is a dead letter that somebody looks at"


class FullBus:
    """Takes every call and no event."""

    def put_events(self, **_: object) -> dict[str, object]:
        return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "Throttled", "ErrorMessage": "too many"}]}


def test_an_event_that_the_bus_refuses_leaves_the_order_to_be_done(aws: Aws, order_id: str) -> None:
    placement = Placement(aws.orders, aws.ledger, OrderEvents(FullBus(), "bus"), aws.queue)
    [message] = aws.queue.receive()
    with pytest.raises(EventRefusedError, match="too many"):
        placement.carry_out(message)
    assert "pending" in aws.item(order_id)


def test_an_order_whose_item_went_back_to_pending_is_placed_as_it_was(aws: Aws, order_id: str) -> None:
    """As when another region's older write wins in the global table."""
    before = aws.item(order_id)
    deliver(aws)
    aws.dynamodb.put_item(TableName="orders", Item=before)
    sweep(aws, SetClock(NOON + OLD_SECONDS + 1))
    deliver(aws)
    assert_placed_once(aws, order_id)


HAPPENINGS = st.one_of(
    st.tuples(st.just("deliver"), st.sampled_from([None, *POINTS])),
    st.tuples(st.just("send twice"), st.none()),
    st.tuples(st.just("order again"), st.none()),
    st.tuples(st.just("lose the queue"), st.none()),
    st.tuples(st.just("requeue-pending"), st.none()),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(HAPPENINGS, max_size=12))
def test_whatever_happens_an_accepted_order_is_placed_once(
    happenings: list[tuple[str, tuple[str, str] | None]],
) -> None:
    with emulated_aws() as aws:
        clock = SetClock()
        checkout = aws.checkout(clock)
        order_id = checkout.accept(ALICE, KEY, basket())
        for what, crash_at in happenings:
            clock.now += OLD_SECONDS + 1
            match what:
                case "deliver":
                    deliver(aws, crash_at)
                case "send twice":
                    aws.queue.send(order_id)
                case "order again":
                    assert checkout.accept(ALICE, KEY, basket()) == order_id
                case "lose the queue":
                    aws.drain()
                case "requeue-pending":
                    sweep(aws, clock)
        clock.now += OLD_SECONDS + 1
        sweep(aws, clock)
        while aws.waiting():
            deliver(aws)
        assert_placed_once(aws, order_id)
