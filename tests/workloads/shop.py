"""What the shop's tests share: an emulated AWS with the shop's stores in it, and stand-ins for the other two stores.

AWS is moto in this process: conditions, indexes and receive counts are its, timings and limits are not.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import httpx
from moto import mock_aws
from starlette.applications import Starlette

from workloads.shop.clients import AwsClient
from workloads.shop.moments import Clock
from workloads.shop.order import Basket, Line, Order
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.shop.web.catalogue import Catalogue
from workloads.shop.web.checkout import Checkout
from workloads.shop.web.sessions import Sessions
from workloads.shop.worker.events import OrderEvents
from workloads.shop.worker.ledger import NoWriterError
from workloads.tables import TABLES

REGION = "us-east-1"
NOON = 1_700_000_000.0
ALICE, BOB = "a" * 32, "b" * 32
KEY = "order-0001"


class SetClock:
    """A clock that goes when it is told to."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        """What it shows."""
        return self.now


class MemoryCache:
    """A cache, with how long it was asked to keep what. `is_dead` makes it what a cache is that does not answer."""

    def __init__(self, *, is_dead: bool = False) -> None:
        self.is_dead = is_dead
        self.kept: dict[str, tuple[bytes, int]] = {}

    def get(self, key: str) -> bytes | None:
        """See Cache."""
        return None if self.is_dead or key not in self.kept else self.kept[key][0]

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """See Cache."""
        if not self.is_dead:
            self.kept[key] = (value, seconds)

    def drop(self, key: str) -> None:
        """See Cache."""
        if not self.is_dead:
            self.kept.pop(key, None)


class MemoryLedger:
    """A database with one table, which takes writes while `writable`."""

    def __init__(self) -> None:
        self.writable = True
        self.rows: dict[str, Order] = {}
        self.inserts = 0

    def is_writable(self) -> bool:
        """See Ledger."""
        return self.writable

    def is_writer(self) -> bool:
        """See Ledger."""
        return self.writable

    def place(self, order: Order) -> None:
        """See Ledger."""
        if not self.writable:
            raise NoWriterError("cannot execute INSERT in a read-only transaction")
        if order.order_id not in self.rows:
            self.rows[order.order_id] = order
            self.inserts += 1


class Bus:
    """The bus, which remembers what it took."""

    def __init__(self, events: AwsClient) -> None:
        self.events = events
        self.entries: list[dict[str, Any]] = []

    def put_events(self, **call: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's arguments
        """Take events as EventBridge does, which checks them."""
        answer: dict[str, Any] = self.events.put_events(**call)
        self.entries += call["Entries"]
        return answer


@dataclass(frozen=True)
class Aws:
    """Clients, and the shop's stores over them."""

    dynamodb: AwsClient
    sqs: AwsClient
    bus: Bus
    queue_url: str
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    @property
    def orders(self) -> OrdersTable:
        """The orders table."""
        return OrdersTable(self.dynamodb, "orders")

    @property
    def queue(self) -> OrderQueue:
        """The order queue."""
        return OrderQueue(self.sqs, self.queue_url)

    @property
    def order_events(self) -> OrderEvents:
        """The bus."""
        return OrderEvents(self.bus, "bus")

    def catalogue(self, kept: MemoryCache | None = None, draw: float = 0.5) -> Catalogue:
        """The products behind a cache."""
        return Catalogue(self.dynamodb, "products", kept or MemoryCache(), lambda: draw)

    def checkout(self, clock: Clock | None = None) -> Checkout:
        """Accepting orders."""
        return Checkout(self.orders, self.queue, self.catalogue(), clock or SetClock())

    def sessions(self, kept: MemoryCache, clock: Clock, *tokens: str) -> Sessions:
        """The sessions of a region with that cache; each new one gets the next of `tokens`."""
        drawn = iter(tokens)
        return Sessions(self.dynamodb, "sessions", kept, clock, lambda: next(drawn))

    def item(self, order_id: str) -> dict[str, Any]:
        """An order's item, as it stands in the table."""
        found: dict[str, Any] = self.dynamodb.get_item(TableName="orders", Key={"order_id": {"S": order_id}})["Item"]
        return found

    def add_product(self, product_id: str, price_cents: int = 250) -> None:
        """Put something up for sale."""
        item = {"product_id": {"S": product_id}, "name": {"S": product_id}, "price_cents": {"N": str(price_cents)}}
        self.dynamodb.put_item(TableName="products", Item=item)

    def waiting(self) -> int:
        """How many messages a worker could take now."""
        return self._count("ApproximateNumberOfMessages")

    def hidden(self) -> int:
        """How many messages a worker has taken and neither deleted nor given back."""
        return self._count("ApproximateNumberOfMessagesNotVisible")

    def announced(self) -> list[str]:
        """The ids of the orders of which the bus was told, once for each event."""
        return [json.loads(entry["Detail"])["order_id"] for entry in self.bus.entries]

    def drain(self) -> list[str]:
        """Take every message that waits out of the queue. The ids that they named."""
        ids = []
        while messages := self.queue.receive():
            for message in messages:
                ids.append(message.order_id)
                self.queue.delete(message)
        return ids

    def _count(self, attribute: str) -> int:
        answer = self.sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=[attribute])
        return int(answer["Attributes"][attribute])


@contextmanager
def emulated_aws() -> Iterator[Aws]:
    """An AWS that holds the shop's tables, its queue and its bus."""
    with mock_aws():
        dynamodb, sqs, events = (_client(service) for service in ("dynamodb", "sqs", "events"))
        create_tables(dynamodb)
        events.create_event_bus(Name="bus")
        aws = Aws(dynamodb, sqs, Bus(events), sqs.create_queue(QueueName="orders")["QueueUrl"])
        aws.add_product("tea")
        yield aws


@cache
def _client(service: str) -> AwsClient:
    """Making one takes longer than most tests; it works in every emulated AWS after its first."""
    return boto3.client(service, region_name=REGION)


def create_tables(dynamodb: AwsClient) -> None:
    """The declared tables, under their plain names."""
    for schema in TABLES:
        indexes = [
            {
                "IndexName": index.name,
                "KeySchema": [
                    {"AttributeName": index.partition, "KeyType": "HASH"},
                    {"AttributeName": index.sort, "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in schema.indexes
        ]
        dynamodb.create_table(
            TableName=schema.name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": schema.key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in schema.attributes],
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        )


def basket(product_id: str = "tea", quantity: int = 1) -> Basket:
    """A basket with one line."""
    return Basket(lines=(Line(product_id=product_id, quantity=quantity),))


class Browser:
    """Sends requests to an application in this process."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def send(self, method: str, path: str, *, token: str = "", key: str = "", **body: Any) -> httpx.Response:  # noqa: ANN401 - httpx's json or content
        """One request, over no network."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="https://shop") as client:
                return await client.request(method, path, headers=headers, **body)

        return asyncio.run(ask())
