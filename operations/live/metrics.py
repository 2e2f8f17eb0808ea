"""What CloudWatch knows of a metric."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Metric:
    """What names one."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]


def datapoints(
    cloudwatch: Any,  # noqa: ANN401 - a boto3 client
    metric: Metric,
    *,
    now: float,
    minutes: int,
    statistic: str = "Maximum",
    period_seconds: int = MINUTE_SECONDS,
) -> dict[float, float]:
    """One value a period, by the second at which that period begins. Raises what AWS raises."""
    until = datetime.fromtimestamp(now, UTC)
    found = cloudwatch.get_metric_statistics(
        Namespace=metric.namespace,
        MetricName=metric.name,
        Dimensions=[{"Name": name, "Value": value} for name, value in metric.dimensions.items()],
        StartTime=until - timedelta(minutes=minutes),
        EndTime=until,
        Period=period_seconds,
        Statistics=[statistic],
    )["Datapoints"]
    return {each["Timestamp"].timestamp(): float(each[statistic]) for each in found}
