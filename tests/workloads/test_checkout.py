"""Accepting orders: once under each key, whatever is repeated, raced or broken."""

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workloads.shop import ALICE, BOB, KEY, NOON, Aws, SetClock, basket, emulated_aws
from workloads.shop.order import Order, Status, order_id_of
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.shop.web.checkout import Checkout, KeyReusedError, UnknownProductError
from workloads.shop.worker.sweeper import OLD_SECONDS, Sweeper


def stored(aws: Aws, order_id: str) -> Order:
    order = aws.orders.get(order_id)
    assert order is not None
    return order


def test_an_accepted_order_is_pending_in_the_table_and_named_in_the_queue(aws: Aws) -> None:
    order_id = aws.checkout().accept(ALICE, KEY, basket(quantity=3))
    order = stored(aws, order_id)
    assert (order.status, order.customer_id, order.total_cents) == (Status.PENDING, ALICE, 750)
    assert aws.item(order_id)["pending"] == {"S": order_id[0]}, "the sweeper finds it by this mark"
    assert [message.order_id for message in aws.queue.receive()] == [order_id]


def test_a_repeated_request_gets_the_same_answer_and_does_nothing(aws: Aws) -> None:
    clock = SetClock()
    checkout = aws.checkout(clock)
    order_id = checkout.accept(ALICE, KEY, basket())
    before = stored(aws, order_id)
    clock.now += 60
    assert checkout.accept(ALICE, KEY, basket()) == order_id
    assert stored(aws, order_id) == before
    assert aws.waiting() == 1


@pytest.mark.parametrize("later", ["placed", "product gone"])
def test_a_repeated_request_gets_the_same_answer_however_things_went_on(aws: Aws, later: str) -> None:
    order_id = aws.checkout().accept(ALICE, KEY, basket())
    if later == "placed":
        aws.orders.mark_placed(order_id)
    else:
        aws.dynamodb.delete_item(TableName="products", Key={"product_id": {"S": "tea"}})
    assert aws.checkout().accept(ALICE, KEY, basket()) == order_id


def test_a_key_with_another_content_is_refused_and_changes_nothing(aws: Aws) -> None:
    order_id = aws.checkout().accept(ALICE, KEY, basket())
    before = stored(aws, order_id)
    with pytest.raises(KeyReusedError):
        aws.checkout().accept(ALICE, KEY, basket(quantity=2))
    assert stored(aws, order_id) == before
    assert aws.waiting() == 1


def test_customers_do_not_share_keys(aws: Aws) -> None:
    ids = {aws.checkout().accept(customer, KEY, basket()) for customer in (ALICE, BOB)}
    assert len(ids) == 2


def test_a_product_that_is_not_sold_is_named_and_nothing_is_written(aws: Aws) -> None:
    with pytest.raises(UnknownProductError, match="gold"):
        aws.checkout().accept(ALICE, KEY, basket("gold"))
    assert aws.orders.get(order_id_of(ALICE, KEY)) is None


def test_an_order_keeps_the_price_at_which_it_was_ordered(aws: Aws) -> None:
    order_id = aws.checkout().accept(ALICE, KEY, basket())
    aws.add_product("tea", price_cents=999)
    assert stored(aws, order_id).total_cents == 250


class BlindTable(OrdersTable):
    """A table in which an order is not yet seen when it is looked for: somebody else is just writing it."""

    def get(self, order_id: str) -> Order | None:  # noqa: ARG002
        return None


def test_of_two_requests_at_once_one_writes_and_both_get_its_answer(aws: Aws) -> None:
    order_id = aws.checkout().accept(ALICE, KEY, basket())
    second = Checkout(BlindTable(aws.dynamodb, "orders"), aws.queue, aws.catalogue(), SetClock(NOON + 1))
    assert second.accept(ALICE, KEY, basket()) == order_id
    with pytest.raises(KeyReusedError):
        second.accept(ALICE, KEY, basket(quantity=2))
    assert aws.waiting() == 1


class BrokenQueue(OrderQueue):
    """A queue that cannot be reached."""

    def send(self, order_id: str) -> None:  # noqa: ARG002
        raise EndpointConnectionError(endpoint_url="sqs")


def test_an_order_whose_message_could_not_be_sent_is_accepted_and_swept(aws: Aws) -> None:
    checkout = Checkout(aws.orders, BrokenQueue(aws.sqs, ""), aws.catalogue(), SetClock())
    order_id = checkout.accept(ALICE, KEY, basket())
    assert aws.waiting() == 0
    Sweeper(aws.orders, aws.queue, SetClock(NOON + OLD_SECONDS + 1), lambda: 0.0).sweep()
    assert [message.order_id for message in aws.queue.receive()] == [order_id]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([ALICE, BOB]), st.sampled_from(["k1", "k2"]), st.integers(1, 3)), min_size=1))
def test_the_first_content_under_a_key_is_its_only_one(requests: list[tuple[str, str, int]]) -> None:
    with emulated_aws() as aws:
        checkout = aws.checkout()
        first: dict[tuple[str, str], int] = {}
        for customer, key, quantity in requests:
            agreed = first.setdefault((customer, key), quantity)
            if quantity == agreed:
                assert checkout.accept(customer, key, basket(quantity=quantity)) == order_id_of(customer, key)
            else:
                with pytest.raises(KeyReusedError):
                    checkout.accept(customer, key, basket(quantity=quantity))
        written = {each: stored(aws, order_id_of(*each)).lines[0].quantity for each in first}
        assert written == first
        assert aws.waiting() == len(first), "one message for each order"
