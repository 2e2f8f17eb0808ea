"""Orders that were accepted and are not placed: told to workers again. Workers place each order once.

Names are those of `workloads/tables.py` and of the message that `workloads/shop/order_queue.py` writes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from operations.failover.step_context import Result, StepContext, StepError
from operations.live.database import global_database
from operations.live.queue import messages

TABLE, INDEX, KEY, SHARD, ACCEPTED = "orders", "pending", "order_id", "pending", "accepted_at"
SHARDS = "0123456789abcdef"
_BATCH, _LONG_POLL_SECONDS = 10, 1
# Where orders keep coming a queue may never be empty.
_PATIENCE_SECONDS, _LOOK_SECONDS = 60.0, 5.0


def drain_stranded(context: StepContext) -> Result:
    """Take what waits in the region whose workers have no writer to the queue of the region that writes."""
    move = context.move
    idle, busy = (move.target, context.target), (move.source, context.source)
    if global_database(context.target("rds"), move.global_cluster).writer == move.target.region:
        idle, busy = busy, idle
    here, there = idle[0].values["queue"]["url"], busy[0].values["queue"]["url"]
    moved = 0
    while taken := _taken(idle[1]("sqs"), here):
        _send(busy[1]("sqs"), there, [each["Body"] for each in taken])
        # Only now: whoever stops in between leaves a message in both, and an order is placed once all the same.
        done = [{"Id": str(index), "ReceiptHandle": each["ReceiptHandle"]} for index, each in enumerate(taken)]
        idle[1]("sqs").delete_message_batch(QueueUrl=here, Entries=done)
        moved += len(taken)
    return {"moved": moved, "left": _work_off(context, busy[1]("sqs"), there)}


def _work_off(context: StepContext, sqs: Any, url: str) -> int:  # noqa: ANN401 - a boto3 client
    """Give workers of the region that writes a while for what waits there. How many still do: they are swept later."""
    last = context.clock.now() + _PATIENCE_SECONDS
    while (waiting := messages(sqs, url)) and context.clock.now() < last:
        context.clock.wait(_LOOK_SECONDS)
    return waiting


def requeue_pending(context: StepContext) -> Result:
    """Send every pending order to the target's workers, whose queue is not the one that it was sent to."""
    url = context.move.target.values["queue"]["url"]
    waiting, sent = pending(context), 0
    oldest: str | None = None
    while batch := list(islice(waiting, _BATCH)):
        _send(context.target("sqs"), url, [order for order, _ in batch])
        sent += len(batch)
        oldest = min(accepted for accepted in (oldest, *(accepted for _, accepted in batch)) if accepted)
    return {"sent": sent, "oldest_accepted_at": oldest}


def pending(context: StepContext) -> Iterator[tuple[str, str]]:
    """Id and moment of acceptance of each pending order that has arrived where the target is."""
    now = datetime.fromtimestamp(context.clock.now(), UTC).isoformat(timespec="milliseconds")
    pages = context.target("dynamodb").get_paginator("query")
    for shard in SHARDS:
        for page in pages.paginate(
            TableName=context.move.target.values["tables"][TABLE],
            IndexName=INDEX,
            KeyConditionExpression="#shard = :shard AND #accepted <= :now",
            ExpressionAttributeNames={"#shard": SHARD, "#accepted": ACCEPTED},
            ExpressionAttributeValues={":shard": {"S": shard}, ":now": {"S": now}},
        ):
            yield from ((item[KEY]["S"], item[ACCEPTED]["S"]) for item in page["Items"])


def _taken(sqs: Any, url: str) -> list[dict[str, Any]]:  # noqa: ANN401 - a boto3 client
    """Some of what waits. Without any wait SQS looks at a part of its servers, and an empty answer says little."""
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=_LONG_POLL_SECONDS)
    found: list[dict[str, Any]] = answer.get("Messages", [])
    return found


def _send(sqs: Any, url: str, orders: list[str]) -> None:  # noqa: ANN401 - a boto3 client
    entries = [{"Id": str(index), "MessageBody": order} for index, order in enumerate(orders)]
    failed = sqs.send_message_batch(QueueUrl=url, Entries=entries).get("Failed", [])
    if failed:
        msg = (
            f"{len(failed)} of {len(orders)} messages were not taken by {url}: {failed[0].get('Message', 'no reason')}"
        )
        raise StepError(msg)
