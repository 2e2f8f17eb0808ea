"""Saying on the bus what happened."""

import json

from workloads.declaration import EVENT_SOURCE, ORDER_PLACED
from workloads.shop.clients import AwsClient
from workloads.shop.order import Order


class EventRefusedError(Exception):
    """The bus took the call and not the event."""


class OrderEvents:
    """At least once for each order: whoever listens knows an event by its order's id."""

    def __init__(self, events: AwsClient, bus: str) -> None:
        self._events, self._bus = events, bus

    def placed(self, order: Order) -> None:
        """An order is in the database. Raises EventRefusedError."""
        detail = {
            **order.model_dump(mode="json", include={"order_id", "customer_id", "lines", "accepted_at"}),
            "total_cents": order.total_cents,
        }
        answer = self._events.put_events(
            Entries=[
                {
                    "EventBusName": self._bus,
                    "Source": EVENT_SOURCE,
                    "DetailType": ORDER_PLACED,
                    "Detail": json.dumps(detail),
                }
            ]
        )
        if answer["FailedEntryCount"]:
            raise EventRefusedError(answer["Entries"][0].get("ErrorMessage", "no reason given"))
