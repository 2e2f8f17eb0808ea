"""Accepting an order: once under each of a customer's keys, whatever is repeated and whatever fails."""

import logging

from workloads.shop.clients import AWS_ERRORS
from workloads.shop.moments import Clock, moment
from workloads.shop.order import Basket, Order, PricedLine, Status, order_id_of
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.shop.web.catalogue import Catalogue

_log = logging.getLogger(__name__)


class KeyReusedError(Exception):
    """The customer used the key before, for another content."""


class UnknownProductError(Exception):
    """The shop does not sell it."""


class Checkout:
    """The item in the table is the acceptance; the message is only a hint, which a worker's sweep replaces."""

    def __init__(self, orders: OrdersTable, queue: OrderQueue, catalogue: Catalogue, clock: Clock) -> None:
        self._orders, self._queue, self._catalogue, self._clock = orders, queue, catalogue, clock

    def accept(self, customer_id: str, key: str, basket: Basket) -> str:
        """The order's id. Raises KeyReusedError, UnknownProductError."""
        order_id = order_id_of(customer_id, key)
        # Looked at first, so that a repeated request is answered as before although a product has gone since.
        known = self._orders.get(order_id) or self._add(self._order(order_id, customer_id, basket))
        if known.fingerprint != basket.fingerprint:
            raise KeyReusedError
        return order_id

    def _add(self, order: Order) -> Order:
        known = self._orders.add(order)
        if known is None:
            self._tell(order.order_id)
        # Otherwise somebody was faster: the same request, twice at once.
        return known or order

    def _order(self, order_id: str, customer_id: str, basket: Basket) -> Order:
        now = moment(self._clock())
        return Order(
            order_id=order_id,
            customer_id=customer_id,
            fingerprint=basket.fingerprint,
            status=Status.PENDING,
            lines=tuple(
                PricedLine(product_id=line.product_id, quantity=line.quantity, unit_cents=self._price(line.product_id))
                for line in basket.lines
            ),
            accepted_at=now,
            enqueued_at=now,
        )

    def _price(self, product_id: str) -> int:
        product = self._catalogue.product(product_id)
        if product is None:
            raise UnknownProductError(product_id)
        return product.price_cents

    def _tell(self, order_id: str) -> None:
        try:
            self._queue.send(order_id)
        except AWS_ERRORS as error:
            _log.warning(
                "an accepted order has no message; a sweep will send one",
                extra={"order_id": order_id, "error": str(error)},
            )
