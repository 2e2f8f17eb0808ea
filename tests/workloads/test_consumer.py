"""The worker's loop: when it takes messages, what it does with those that it cannot place, and how it stops."""

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.workloads.shop import ALICE, Aws, MemoryLedger, SetClock, basket
from workloads.shop.order import Order
from workloads.shop.order_queue import Message, OrderQueue
from workloads.shop.worker.consumer import Consumer
from workloads.shop.worker.ledger import NoWriterError
from workloads.shop.worker.placement import Placement
from workloads.shop.worker.sweeper import Sweeper


class Ledger(MemoryLedger):
    """A database in which something happens when an order is about to be placed."""

    consumer: Consumer
    loses_writer = False
    stops_consumer = False

    def place(self, order: Order) -> None:
        if self.loses_writer:
            self.writable = False
            raise NoWriterError("terminating connection")
        if self.stops_consumer:
            self.consumer.stop()
        super().place(order)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def consumer(aws: Aws, ledger: Ledger) -> Consumer:
    placement = Placement(aws.orders, ledger, aws.order_events, aws.queue)
    ledger.consumer = Consumer(
        aws.queue, placement, ledger, Sweeper(aws.orders, aws.queue, SetClock(), lambda: 0.0), lambda: True
    )
    return ledger.consumer


def accept(aws: Aws, count: int) -> list[str]:
    return [aws.checkout().accept(ALICE, f"key-{number:05}", basket()) for number in range(count)]


def receives(aws: Aws) -> list[int]:
    """How often each message that can be seen was taken before."""
    answer = aws.sqs.receive_message(
        QueueUrl=aws.queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageSystemAttributeNames=["All"]
    )
    return [int(each["Attributes"]["ApproximateReceiveCount"]) - 1 for each in answer.get("Messages", [])]


def test_a_batch_is_placed_in_one_turn(aws: Aws, consumer: Consumer, ledger: Ledger) -> None:
    ids = accept(aws, 3)
    assert consumer.turn()
    assert sorted(ledger.rows) == sorted(ids)
    assert (aws.waiting(), aws.hidden()) == (0, 0)


def test_nothing_is_taken_while_the_database_has_no_writer(aws: Aws, consumer: Consumer, ledger: Ledger) -> None:
    accept(aws, 1)
    ledger.writable = False
    assert not consumer.turn()
    assert receives(aws) == [0], "each one taken in vain comes nearer to the dead letters"
    ledger.writable = True
    consumer.turn()
    assert len(ledger.rows) == 1


def test_a_writer_that_is_lost_meanwhile_costs_each_message_one_receive(
    aws: Aws, consumer: Consumer, ledger: Ledger
) -> None:
    accept(aws, 3)
    ledger.loses_writer = True
    consumer.turn()
    consumer.turn()
    assert (aws.waiting(), aws.hidden()) == (0, 3), "given back, they would go round the workers that are in a poll"


def test_an_order_that_cannot_be_placed_does_not_stop_the_others(aws: Aws, consumer: Consumer, ledger: Ledger) -> None:
    aws.queue.send("nothing")
    [order_id] = accept(aws, 1)
    assert consumer.turn()
    assert list(ledger.rows) == [order_id]
    assert aws.hidden() == 1, "the other one comes again after its time"


class BrokenTable:
    """A table that cannot be swept."""

    def pending(self, *_: object) -> list[object]:
        raise ValueError("an item that nobody can read")


def test_a_sweep_that_fails_does_not_stop_the_placing(aws: Aws, ledger: Ledger) -> None:
    [order_id] = accept(aws, 1)
    placement = Placement(aws.orders, ledger, aws.order_events, aws.queue)
    sweeper = Sweeper(BrokenTable(), aws.queue, SetClock(), lambda: 0.0)  # type: ignore[arg-type]
    assert Consumer(aws.queue, placement, ledger, sweeper, lambda: True).turn()
    assert list(ledger.rows) == [order_id]


class SilentQueue(OrderQueue):
    """A queue that does not answer."""

    def receive(self) -> list[Message]:
        raise EndpointConnectionError(endpoint_url="sqs")


def test_a_queue_that_does_not_answer_is_a_reason_to_pause(aws: Aws, ledger: Ledger) -> None:
    sweeper = Sweeper(aws.orders, aws.queue, SetClock(), lambda: 0.0)
    queue = SilentQueue(aws.sqs, aws.queue_url)
    placement = Placement(aws.orders, ledger, aws.order_events, queue)
    assert not Consumer(queue, placement, ledger, sweeper, lambda: True).turn()


def test_told_to_stop_it_finishes_the_order_at_hand_and_gives_the_others_back(
    aws: Aws, consumer: Consumer, ledger: Ledger
) -> None:
    ids = accept(aws, 3)
    ledger.stops_consumer = True
    consumer.run()
    [placed] = ledger.rows
    assert placed in ids
    assert (aws.waiting(), aws.hidden()) == (2, 0), "another worker takes them at once"


def test_a_region_in_which_no_orders_are_placed_takes_none(aws: Aws, ledger: Ledger) -> None:
    accept(aws, 1)
    placement = Placement(aws.orders, ledger, aws.order_events, aws.queue)
    sweeper = Sweeper(aws.orders, aws.queue, SetClock(), lambda: 0.0)
    assert not Consumer(aws.queue, placement, ledger, sweeper, lambda: False).turn()
    assert (aws.waiting(), list(ledger.rows)) == (1, [])
