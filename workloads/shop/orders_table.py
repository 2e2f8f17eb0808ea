"""The orders table: where an order is accepted, and what is still to be done."""

from collections.abc import Iterator
from dataclasses import dataclass

from botocore.exceptions import ClientError

from workloads.shop.clients import AwsClient
from workloads.shop.items import Item, from_item, to_item
from workloads.shop.order import Order, Status, shard_of
from workloads.tables import ORDERS

_PENDING = ORDERS.indexes[0]


@dataclass(frozen=True)
class Pending:
    """A pending order, and when a message about it was last sent or meant to be."""

    order_id: str
    enqueued_at: str


class OrdersTable:
    """An item that carries `pending` is work for a worker; the mark goes once everything about it is done."""

    def __init__(self, dynamodb: AwsClient, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def get(self, order_id: str) -> Order | None:
        """The order as this region knows it now."""
        answer = self._dynamodb.get_item(TableName=self._table, Key=_key(order_id), ConsistentRead=True)
        return from_item(Order, answer["Item"]) if "Item" in answer else None

    def add(self, order: Order) -> Order | None:
        """Write a pending order. Where one is there under its id already, that one is returned and stays as it is."""
        item = {**order.model_dump(mode="json"), _PENDING.partition: shard_of(order.order_id)}
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=to_item(item),
                ConditionExpression="attribute_not_exists(#key)",
                ExpressionAttributeNames={"#key": ORDERS.key},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if _is_refused_condition(error):
                return from_item(Order, error.response["Item"])
            raise
        return None

    def pending(self, shard: str, before: str) -> Iterator[Pending]:
        """Pending orders of one shard that were accepted before an instant, oldest first."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=_PENDING.name,
            KeyConditionExpression="#shard = :shard AND #accepted < :before",
            ExpressionAttributeNames={"#shard": _PENDING.partition, "#accepted": _PENDING.sort},
            ExpressionAttributeValues=to_item({":shard": shard, ":before": before}),
        )
        for page in pages:
            yield from (Pending(item[ORDERS.key]["S"], item["enqueued_at"]["S"]) for item in page["Items"])

    def claim(self, seen: Pending, now: str) -> bool:
        """Note that a message is sent now. False where another worker was faster, or the order is no longer pending."""
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(seen.order_id),
                UpdateExpression="SET enqueued_at = :now",
                ConditionExpression="attribute_exists(#pending) AND enqueued_at = :seen",
                ExpressionAttributeNames={"#pending": _PENDING.partition},
                ExpressionAttributeValues=to_item({":now": now, ":seen": seen.enqueued_at}),
            )
        except ClientError as error:
            if _is_refused_condition(error):
                return False
            raise
        return True

    def mark_placed(self, order_id: str) -> None:
        """Take the order out of what is to be done. Doing it again changes nothing."""
        self._dynamodb.update_item(
            TableName=self._table,
            Key=_key(order_id),
            UpdateExpression="SET #status = :placed REMOVE #pending",
            # Without it, an update of an item that is gone would leave a stub.
            ConditionExpression="attribute_exists(#key)",
            ExpressionAttributeNames={"#status": "status", "#pending": _PENDING.partition, "#key": ORDERS.key},
            ExpressionAttributeValues=to_item({":placed": Status.PLACED.value}),
        )


def _key(order_id: str) -> Item:
    return to_item({ORDERS.key: order_id})


def _is_refused_condition(error: ClientError) -> bool:
    return bool(error.response["Error"]["Code"] == "ConditionalCheckFailedException")
