"""Sending lost messages again: which orders, how often, and from which region."""

from itertools import chain

import pytest

from tests.workloads.shop import ALICE, NOON, Aws, SetClock, basket
from workloads.shop.order import SHARDS
from workloads.shop.worker import sweeper as sweeper_module
from workloads.shop.worker.sweeper import OLD_SECONDS, Sweeper


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def sweeper(aws: Aws, clock: SetClock, draw: float = 0.0) -> Sweeper:
    return Sweeper(aws.orders, aws.queue, clock, lambda: draw)


def accept(aws: Aws, count: int = 1) -> list[str]:
    """Orders whose messages are lost, as with the region that had them."""
    ids = [aws.checkout().accept(ALICE, f"key-{number:05}", basket()) for number in range(count)]
    aws.drain()
    return ids


def test_an_order_that_is_pending_for_long_is_sent_again(aws: Aws, clock: SetClock) -> None:
    [order_id] = accept(aws)
    clock.now += OLD_SECONDS + 1
    assert sweeper(aws, clock).sweep() == 1
    assert aws.drain() == [order_id]


def test_an_order_that_is_just_on_its_way_is_left_alone(aws: Aws, clock: SetClock) -> None:
    accept(aws)
    clock.now += OLD_SECONDS - 1
    assert sweeper(aws, clock).sweep() == 0


def test_an_order_that_is_placed_is_left_alone(aws: Aws, clock: SetClock) -> None:
    [order_id] = accept(aws)
    aws.orders.mark_placed(order_id)
    clock.now += OLD_SECONDS + 1
    assert sweeper(aws, clock).sweep() == 0


def test_however_many_workers_sweep_an_order_is_sent_once_in_a_while(aws: Aws, clock: SetClock) -> None:
    [order_id] = accept(aws)
    clock.now += OLD_SECONDS + 1
    for _ in range(5):
        sweeper(aws, clock).sweep()
    assert aws.drain() == [order_id]
    clock.now += OLD_SECONDS + 1
    sweeper(aws, clock).sweep()
    assert aws.drain() == [order_id], "that message may be lost as well"


def test_of_two_workers_that_saw_the_same_order_one_may_send_it(aws: Aws, clock: SetClock) -> None:
    [order_id] = accept(aws)
    [seen] = aws.orders.pending(order_id[0], "9999")
    clock.now += OLD_SECONDS + 1
    sweeper(aws, clock).sweep()
    assert not aws.orders.claim(seen, "9999")


def test_orders_of_every_shard_are_found(aws: Aws, clock: SetClock) -> None:
    ids = accept(aws, 120)
    assert {order_id[0] for order_id in ids} == set(SHARDS), "otherwise this shows nothing"
    clock.now += OLD_SECONDS + 1
    sweeper(aws, clock, draw=0.7).sweep()
    assert sorted(aws.drain()) == sorted(ids)


def test_a_long_list_is_swept_in_parts_one_at_each_turn(
    aws: Aws, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper_module, "_MOST", 2)
    ids = accept(aws, 5)
    clock.now += OLD_SECONDS + 1
    worker = sweeper(aws, clock)
    found = []
    for _ in range(3):
        worker.sweep_when_due()
        found.append(aws.drain())
    assert [len(part) for part in found] == [2, 2, 1]
    assert sorted(chain(*found)) == sorted(ids)


@pytest.mark.parametrize(("draw", "pause"), [(0.0, 30), (0.5, 60), (1.0, 90)])
def test_workers_that_start_together_do_not_sweep_together(aws: Aws, clock: SetClock, draw: float, pause: int) -> None:
    worker = sweeper(aws, clock, draw)
    worker.sweep_when_due()
    aws.dynamodb.update_item(
        TableName="orders",
        Key={"order_id": {"S": accept(aws)[0]}},
        UpdateExpression="SET accepted_at = :long_ago, enqueued_at = :long_ago",
        ExpressionAttributeValues={":long_ago": {"S": "2000"}},
    )
    clock.now = NOON + pause - 1
    worker.sweep_when_due()
    assert aws.waiting() == 0
    clock.now = NOON + pause
    worker.sweep_when_due()
    assert aws.waiting() == 1
