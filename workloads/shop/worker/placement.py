"""What is done about one message, in an order in which it may stop anywhere."""

from workloads.shop.order import Status
from workloads.shop.order_queue import Message, OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.shop.worker.events import OrderEvents
from workloads.shop.worker.ledger import Ledger


class UnknownOrderError(Exception):
    """A message about an order that the table does not hold."""


class Placement:
    """Every step can be done again, and the mark in the table goes last.

    So until everything is done a sweep finds the order, also in the other region, which has the table and neither the
    message nor this process.
    """

    def __init__(self, orders: OrdersTable, ledger: Ledger, events: OrderEvents, queue: OrderQueue) -> None:
        self._orders, self._ledger, self._events, self._queue = orders, ledger, events, queue

    def carry_out(self, message: Message) -> None:
        """Place the order and let go of the message. Raises UnknownOrderError, NoWriterError, what AWS raises."""
        order = self._orders.get(message.order_id)
        if order is None:
            raise UnknownOrderError(message.order_id)
        if order.status is Status.PENDING:
            self._ledger.place(order)
            self._events.placed(order)
            self._orders.mark_placed(order.order_id)
        self._queue.delete(message)
