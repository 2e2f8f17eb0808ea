"""What the worker's containers do in one turn: place orders, send those again that lost their message, and live."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sandbox.shop.ledger import OrderLedger
from sandbox.shop.place import Client, Place

_WORKLOAD = "worker"
_BATCH = 10
_HIDDEN_SECONDS = 60
_SHARDS = "0123456789abcdef"
Item = dict[str, dict[str, str]]


class Worker:
    """`old_seconds` is how long an order waits before its message counts as lost."""

    def __init__(self, place: Place, ledger: OrderLedger, clock: Callable[[], float], *, old_seconds: float) -> None:
        self._place, self._ledger, self._clock, self._old = place, ledger, clock, old_seconds
        self._orders, self._queue = place.outputs["tables"]["orders"], place.outputs["queue"]["url"]

    def turn(self, *, writes: bool, peer_is_dark: bool) -> None:
        """One turn. Without a database that takes writes it takes no message."""
        place = self._place
        place.publish(_WORKLOAD, "DatabaseWriter", int(writes), "Count", (place.region,))
        if not writes:
            return
        sqs, dynamodb = place.client(_WORKLOAD, "sqs"), place.client(_WORKLOAD, "dynamodb")
        place.log_in(self._database_password())
        if self._is_active(dynamodb):
            self._sweep(sqs, dynamodb)
            for message in self._received(sqs):
                # It stays hidden for as long as it is in work.
                hidden = {"Id": "0", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": _HIDDEN_SECONDS}
                sqs.change_message_visibility_batch(QueueUrl=self._queue, Entries=[hidden])
                self._carry_out(dynamodb, message["Body"])
                sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        self._beat(dynamodb, peer_is_dark=peer_is_dark)

    def _is_active(self, dynamodb: Client) -> bool:
        """Whether no failover has named another region as the one in which orders are placed."""
        table = self._place.outputs["tables"]["operations"]
        named = dynamodb.get_item(TableName=table, Key={"id": {"S": "active"}}).get("Item")
        return named is None or bool(named["region"]["S"] == self._place.region)

    def _received(self, sqs: Client) -> Iterator[dict[str, Any]]:
        while True:
            answer = sqs.receive_message(
                QueueUrl=self._queue, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=0, VisibilityTimeout=_HIDDEN_SECONDS
            )
            if not answer.get("Messages"):
                return
            yield from answer["Messages"]

    def _carry_out(self, dynamodb: Client, order_id: str) -> None:
        key = {"order_id": {"S": order_id}}
        order = dynamodb.get_item(TableName=self._orders, Key=key, ConsistentRead=True).get("Item")
        if order is None or order["status"]["S"] != "PENDING":
            return
        self._ledger.place(order_id, self._place.region)
        self._tell(order_id)
        dynamodb.update_item(
            TableName=self._orders,
            Key=key,
            UpdateExpression="SET #status = :placed REMOVE #pending",
            ConditionExpression="attribute_exists(#key)",
            ExpressionAttributeNames={"#status": "status", "#pending": "pending", "#key": "order_id"},
            ExpressionAttributeValues={":placed": {"S": "PLACED"}},
        )

    def _tell(self, order_id: str) -> None:
        """Say on the bus that an order was placed."""
        told = self._place.environment(_WORKLOAD)
        event = {
            "EventBusName": told["EVENT_BUS"],
            "Source": "standby.shop",
            "DetailType": "OrderPlaced",
            "Detail": json.dumps({"order_id": order_id}),
        }
        answer = self._place.client(_WORKLOAD, "events").put_events(Entries=[event])
        if answer["FailedEntryCount"]:
            msg = f"the bus took no event about order {order_id}: {answer['Entries'][0]}"
            raise RuntimeError(msg)

    def _database_password(self) -> str:
        """As Aurora takes it: a request to the endpoint, signed for its user. Signing asks nobody."""
        told = self._place.environment(_WORKLOAD)
        token: str = self._place.client(_WORKLOAD, "rds").generate_db_auth_token(
            DBHostname=told["DATABASE_ENDPOINT"],
            Port=int(told["DATABASE_PORT"]),
            DBUsername=told["DATABASE_USER"],
            Region=self._place.region,
        )
        return token

    def _sweep(self, sqs: Client, dynamodb: Client) -> None:
        now = self._clock()
        before = _moment(now - self._old)
        for shard in _SHARDS:
            for order in self._pending(dynamodb, shard, before):
                if order["enqueued_at"]["S"] < before and self._claim(dynamodb, order, _moment(now)):
                    sqs.send_message(QueueUrl=self._queue, MessageBody=order["order_id"]["S"])

    def _pending(self, dynamodb: Client, shard: str, before: str) -> Iterator[Item]:
        pages = dynamodb.get_paginator("query").paginate(
            TableName=self._orders,
            IndexName="pending",
            KeyConditionExpression="#shard = :shard AND #accepted < :before",
            ExpressionAttributeNames={"#shard": "pending", "#accepted": "accepted_at"},
            ExpressionAttributeValues={":shard": {"S": shard}, ":before": {"S": before}},
        )
        for page in pages:
            yield from page["Items"]

    def _claim(self, dynamodb: Client, seen: Item, now: str) -> bool:
        """Whether the order is still pending and nobody else has sent it meanwhile."""
        try:
            dynamodb.update_item(
                TableName=self._orders,
                Key={"order_id": seen["order_id"]},
                UpdateExpression="SET enqueued_at = :now",
                ConditionExpression="attribute_exists(#pending) AND enqueued_at = :seen",
                ExpressionAttributeNames={"#pending": "pending"},
                ExpressionAttributeValues={":now": {"S": now}, ":seen": seen["enqueued_at"]},
            )
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _beat(self, dynamodb: Client, *, peer_is_dark: bool) -> None:
        place, now = self._place, round(self._clock(), 3)
        item = {"id": {"S": f"heartbeat#{place.region}"}, "at": {"S": _moment(now)}}
        dynamodb.put_item(TableName=place.outputs["tables"]["operations"], Item=item)
        if not peer_is_dark:
            place.publish(_WORKLOAD, "HeartbeatAcknowledged", now, "Seconds", (place.peer,))


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
