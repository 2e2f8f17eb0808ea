"""Orders that were accepted and are still pending: their message was lost, with a region or before it was sent."""

import logging
from collections.abc import Callable, Iterator

from workloads.shop.moments import Clock, moment
from workloads.shop.order import SHARDS
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable, Pending

_log = logging.getLogger(__name__)
# Well above the time that a message usually waits, so that a message is not sent twice for an order just on its way.
OLD_SECONDS = 300
_EVERY_SECONDS = 60
# So that a sweep after the loss of a region does not keep its worker from placing orders.
_MOST = 200


class Sweeper:
    """Sends again, for each order at most once in OLD_SECONDS, however many workers sweep.

    `draw` gives a number from 0 up to 1.
    """

    def __init__(self, orders: OrdersTable, queue: OrderQueue, clock: Clock, draw: Callable[[], float]) -> None:
        self._orders, self._queue, self._clock, self._draw = orders, queue, clock, draw
        self._due = 0.0

    def sweep_when_due(self) -> None:
        """Sweep about once a minute, and at once again where there was more than one sweep takes."""
        now = self._clock()
        if now < self._due:
            return
        # Spread, so that workers that started together do not look together.
        self._due = now + _EVERY_SECONDS * (0.5 + self._draw())
        sent = self.sweep()
        if sent == _MOST:
            self._due = now
        if sent:
            _log.info("sent pending orders again", extra={"orders": sent})

    def sweep(self) -> int:
        """Send again what is due. How many."""
        now = self._clock()
        sent = 0
        for order in self._old(moment(now - OLD_SECONDS)):
            if self._orders.claim(order, moment(now)):
                self._queue.send(order.order_id)
                sent += 1
            if sent == _MOST:
                break
        return sent

    def _old(self, before: str) -> Iterator[Pending]:
        first = int(self._draw() * len(SHARDS))
        for shard in SHARDS[first:] + SHARDS[:first]:
            yield from (order for order in self._orders.pending(shard, before) if order.enqueued_at < before)
