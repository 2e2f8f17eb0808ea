"""Whether a failover control is engaged: by the last value that was ever published, as Route 53 keeps it.

The alarm's own state would not do: minutes after the last value it is INSUFFICIENT_DATA, engaged or not.
"""

from collections.abc import Mapping
from typing import Any

from operations.live.metrics import MINUTE_SECONDS, Metric, datapoints

ENGAGED = 1.0
_HOUR, _FIVE_MINUTES = 3600, 300
# CloudWatch keeps hours for more than a year; so many of them fit into one answer.
_DAYS = 59


def is_engaged(cloudwatch: Any, switch: Mapping[str, Any], now: float) -> bool:  # noqa: ANN401 - a boto3 client
    """Whether traffic is taken. A switch of which nothing was published in two months never was engaged."""
    last = newest(cloudwatch, switch, now)
    return last is not None and last >= ENGAGED


def newest(cloudwatch: Any, switch: Mapping[str, Any], now: float) -> float | None:  # noqa: ANN401 - see above
    """The largest value of the newest minute that has one, this one included. Raises what AWS raises."""
    metric = Metric(switch["namespace"], switch["metric"], switch["dimensions"])
    until = now + MINUTE_SECONDS
    hours = datapoints(cloudwatch, metric, now=until, minutes=_DAYS * 24 * 60, period_seconds=_HOUR)
    if not hours:
        return None
    # An hour may hold both, one minute after the other. Minutes are kept for two weeks, fives of them for two months.
    for period in (MINUTE_SECONDS, _FIVE_MINUTES):
        end = max(hours) + _HOUR
        points = datapoints(cloudwatch, metric, now=end, minutes=_HOUR // 60, period_seconds=period)
        if points:
            return points[max(points)]
    return hours[max(hours)]
