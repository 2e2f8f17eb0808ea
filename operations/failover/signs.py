"""Signs of life of the region that is left, as the region that takes over has heard them.

The shop's tasks tell both regions: `web` counts the checks by Route 53 that it answered, `worker` each pulse that its
region's table has acknowledged. Names are those of `workloads/declaration.py`.
"""

from datetime import UTC, datetime

from operations.failover.ground import Ground
from operations.live.metrics import Metric, datapoints

NAMESPACE = "Standby/Workload"
CHECKS_ANSWERED, PULSE_ACKNOWLEDGED = "HealthChecksAnswered", "PulseAcknowledged"
PULSE_KEY, PULSE_MOMENT = "pulse#", "at"
_MINUTES, _MINUTE = 60, 60.0


def checks_answered(ground: Ground, region: str) -> dict[float, float]:
    """Checks by Route 53 that a region's tasks answered well, by the minute, as heard where the target is."""
    heard = datapoints(
        ground.target("cloudwatch"),
        Metric(NAMESPACE, CHECKS_ANSWERED, {"Region": region}),
        now=ground.clock.now(),
        minutes=_MINUTES,
        statistic="Sum",
    )
    return {begin: count for begin, count in heard.items() if count > 0}


def of_life(ground: Ground) -> tuple[float | None, bool]:
    """When the region that is left was last heard, if ever in an hour, and whether it has been silent for a minute."""
    heard = checks_answered(ground, ground.move.source.region)
    if not heard:
        return None, True
    # The minute under way is not over.
    last = min(max(heard) + _MINUTE, ground.clock.now())
    return last, ground.clock.now() - last >= _MINUTE


def pulse_acknowledged(ground: Ground, region: str) -> float | None:
    """The newest pulse, in epoch seconds, that a region said itself was written there."""
    told = datapoints(
        ground.target("cloudwatch"),
        Metric(NAMESPACE, PULSE_ACKNOWLEDGED, {"Region": region}),
        now=ground.clock.now(),
        minutes=_MINUTES,
    )
    return max(told.values(), default=None)


def pulse_arrived(ground: Ground, region: str) -> float | None:
    """The newest pulse of a region, in epoch seconds, that is in the table where the target is."""
    answer = ground.target("dynamodb").get_item(
        TableName=ground.move.table, Key={"id": {"S": f"{PULSE_KEY}{region}"}}, ConsistentRead=True
    )
    item = answer.get("Item")
    return datetime.fromisoformat(item[PULSE_MOMENT]["S"]).timestamp() if item else None


def told(moment: float | None) -> str:
    """A moment in words; the hour that was looked at where there is none."""
    return f"at {datetime.fromtimestamp(moment, UTC):%H:%M:%S} UTC" if moment is not None else "not in the last hour"
