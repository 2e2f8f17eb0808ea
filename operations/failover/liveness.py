"""Heartbeats of the source region, as the region that takes over has heard them.

The shop's tasks tell both regions: `web` counts the checks by Route 53 that it answered, `worker` each heartbeat that
its region's table has acknowledged. Names are those of `workloads/declaration.py`.
"""

from datetime import UTC, datetime

from operations.failover.step_context import StepContext
from operations.live.metrics import Metric, datapoints

NAMESPACE = "Standby/Workload"
CHECKS_ANSWERED, HEARTBEAT_ACKNOWLEDGED = "HealthChecksAnswered", "HeartbeatAcknowledged"
HEARTBEAT_KEY, HEARTBEAT_MOMENT = "heartbeat#", "at"
_MINUTES, _MINUTE = 60, 60.0


def checks_answered(context: StepContext, region: str) -> dict[float, float]:
    """Checks by Route 53 that a region's tasks answered well, by the minute, as heard where the target is."""
    heard = datapoints(
        context.target("cloudwatch"),
        Metric(NAMESPACE, CHECKS_ANSWERED, {"Region": region}),
        now=context.clock.now(),
        minutes=_MINUTES,
        statistic="Sum",
    )
    return {begin: count for begin, count in heard.items() if count > 0}


def last_heard(context: StepContext) -> tuple[float | None, bool]:
    """When the source region was last heard, if ever in an hour, and whether it has been silent for a minute."""
    heard = checks_answered(context, context.move.source.region)
    if not heard:
        return None, True
    # The minute under way is not over.
    last = min(max(heard) + _MINUTE, context.clock.now())
    return last, context.clock.now() - last >= _MINUTE


def heartbeat_acknowledged(context: StepContext, region: str) -> float | None:
    """The newest heartbeat, in epoch seconds, that a region said itself was written there."""
    told = datapoints(
        context.target("cloudwatch"),
        Metric(NAMESPACE, HEARTBEAT_ACKNOWLEDGED, {"Region": region}),
        now=context.clock.now(),
        minutes=_MINUTES,
    )
    return max(told.values(), default=None)


def heartbeat_arrived(context: StepContext, region: str) -> float | None:
    """The newest heartbeat of a region, in epoch seconds, that is in the table where the target is."""
    answer = context.target("dynamodb").get_item(
        TableName=context.move.table, Key={"id": {"S": f"{HEARTBEAT_KEY}{region}"}}, ConsistentRead=True
    )
    item = answer.get("Item")
    return datetime.fromisoformat(item[HEARTBEAT_MOMENT]["S"]).timestamp() if item else None


def told(moment: float | None) -> str:
    """A moment in words; the hour that was looked at where there is none."""
    return f"at {datetime.fromtimestamp(moment, UTC):%H:%M:%S} UTC" if moment is not None else "not in the last hour"
