"""What CloudWatch knows of a metric."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_PERIOD_SECONDS = 60


def datapoints(
    cloudwatch: Any,  # noqa: ANN401 - a boto3 client
    namespace: str,
    metric: str,
    dimensions: Mapping[str, str],
    *,
    now: float,
    minutes: int,
    statistic: str = "Maximum",
) -> dict[float, float]:
    """One value a minute, by the second at which that minute begins. Raises what AWS raises."""
    until = datetime.fromtimestamp(now, UTC)
    found = cloudwatch.get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=until - timedelta(minutes=minutes),
        EndTime=until,
        Period=_PERIOD_SECONDS,
        Statistics=[statistic],
    )["Datapoints"]
    return {each["Timestamp"].timestamp(): float(each[statistic]) for each in found}
