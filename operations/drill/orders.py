"""Orders that a drill accepts before its fault is injected, in the sandbox alone: none of them may be lost.

Names are those of `workloads/tables.py`, and of the message that `workloads/shop/order_queue.py` writes.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from operations.failover.clock import Clock
from operations.failover.move import Move
from operations.live.clients import Clients

COUNT = 10
_TABLE, _PLACED = "orders", "PLACED"
_WAIT_SECONDS, _LOOK_SECONDS = 60.0, 2.0


def accept(clients: Clients, move: Move, clock: Clock) -> tuple[str, ...]:
    """As the web tier of the source region does it; every second message never reaches the queue."""
    region, values = move.source.region, move.source.values
    now = datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="milliseconds")
    ids = tuple(uuid.uuid4().hex for _ in range(COUNT))
    for place, order in enumerate(ids):
        item = {
            "order_id": order,
            "customer_id": "drill",
            "fingerprint": "drill",
            "status": "PENDING",
            "pending": order[0],
            "accepted_at": now,
            "enqueued_at": now,
        }
        clients("dynamodb", region).put_item(
            TableName=values["tables"][_TABLE],
            Item={key: {"S": text} for key, text in item.items()} | {"lines": {"L": []}},
        )
        if place % 2:
            clients("sqs", region).send_message(QueueUrl=values["queue"]["url"], MessageBody=order)
    return ids


def placed(clients: Clients, move: Move, clock: Clock, ids: Sequence[str]) -> int:
    """How many of them workers have placed, as the region that took over knows it, after a while if need be."""
    last = clock.now() + _WAIT_SECONDS
    while (count := _count(clients, move, ids)) < len(ids) and clock.now() < last:
        clock.wait(_LOOK_SECONDS)
    return count


def _count(clients: Clients, move: Move, ids: Sequence[str]) -> int:
    table, dynamodb = move.target.values["tables"][_TABLE], clients("dynamodb", move.target.region)
    found = (dynamodb.get_item(TableName=table, Key={"order_id": {"S": order}}).get("Item", {}) for order in ids)
    return sum(item.get("status", {}).get("S") == _PLACED for item in found)
