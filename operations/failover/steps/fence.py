"""Keeping the consumers of the source region from working.

One word in the global table says in which region orders are placed; workers read it before they take messages. Writing
it needs only the region that takes over, and it arrives in the other one as soon as that can be reached again.
"""

from datetime import UTC, datetime
from typing import Any

from operations.failover.clock import Clock
from operations.failover.step_context import Result, StepContext
from operations.failover.steps import capacity

ACTIVE, REGION = "active", "region"


def say_who_is_active(context: StepContext) -> Result:
    """Let the consumers of the other region stand still, as soon as they can hear it."""
    move = context.move
    name_active(context.target("dynamodb"), move.table, move.target.region, context.clock)
    return {ACTIVE: move.target.region}


def name_active(dynamodb: Any, table: str, region: str, clock: Clock) -> None:  # noqa: ANN401 - a boto3 client
    """Say in which region orders are placed. The last word wins, in both regions."""
    dynamodb.put_item(
        TableName=table,
        Item={
            "id": {"S": ACTIVE},
            REGION: {"S": region},
            "since": {"S": datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="milliseconds")},
        },
    )


def lift(dynamodb: Any, table: str) -> None:  # noqa: ANN401 - a boto3 client
    """Let the consumers of every region work, as far as their database lets them."""
    dynamodb.delete_item(TableName=table, Key={"id": {"S": ACTIVE}})


def take_tasks_away(context: StepContext) -> Result:
    """Give the consumers of the source region the bounds of one that stands by, if it can still be reached."""
    source = context.move.source
    names = source.workloads(by_requests=False)
    for name in names:
        capacity.bound(context, source, name, capacity.STANDING_BY, suspended=False)
    return {"bounded": list(names)}
