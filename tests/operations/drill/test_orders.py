"""Orders of a drill are what the shop's own code reads, and are counted as placed once its worker has placed them."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from operations.drill import orders
from tests.operations.drill.test_run import HeldClock
from tests.workloads.shop import REGION, Aws, emulated_aws
from workloads.shop.order import SHARDS, Status

CLOCK: Any = HeldClock()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with emulated_aws() as found:
        yield found


def stage(aws: Aws) -> tuple[Any, Any]:
    """Clients, and a move whose two regions are one."""
    values = {"tables": {"orders": "orders"}, "queue": {"url": aws.queue_url}}
    side = SimpleNamespace(region=REGION, values=values)
    clients = {"dynamodb": aws.dynamodb, "sqs": aws.sqs}
    return lambda service, _region: clients[service], SimpleNamespace(source=side, target=side)


def test_the_shop_reads_them_as_pending_orders_and_half_of_them_have_a_message(aws: Aws) -> None:
    clients, move = stage(aws)
    ids = orders.accept(clients, move, CLOCK)
    read = [aws.orders.get(each) for each in ids]
    assert [order and (order.order_id, order.status) for order in read] == [(each, Status.PENDING) for each in ids]
    pending = {found.order_id for shard in SHARDS for found in aws.orders.pending(shard, "9999")}
    assert pending == set(ids)
    assert aws.drain() == list(ids[1::2])


def test_they_are_waited_for_and_what_nobody_places_is_not_counted(aws: Aws) -> None:
    clients, move = stage(aws)
    ids = orders.accept(clients, move, CLOCK)
    for each in ids[:-1]:
        aws.orders.mark_placed(each)
    began = CLOCK.at
    assert orders.placed(clients, move, CLOCK, ids) == len(ids) - 1
    assert CLOCK.at - began == 60
    aws.orders.mark_placed(ids[-1])
    assert orders.placed(clients, move, CLOCK, ids) == len(ids)
