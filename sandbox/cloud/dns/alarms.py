"""What a CloudWatch metric says to Route 53. Pure.

Route 53 does not read an alarm's state: it copies the alarm's condition when the check is written, and watches the same
metric by itself. Setting an alarm's state by hand, or changing the alarm later, does not reach it.
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sandbox.metrics.alarm import COMPARISONS, judged

# Route 53 knows no percentiles, no expressions and no "M out of N".
STATISTICS = frozenset({"Average", "Maximum", "Minimum", "SampleCount", "Sum"})


class Reading(Enum):
    """What the metric says at a moment."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT = "INSUFFICIENT_DATA"
    RETAINED = "as before"
    """Too little to change what was said last."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """An alarm's condition, as it was when the check was written."""

    namespace: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    period: int
    periods: int
    threshold: float
    comparison: str
    missing: str = "missing"

    @property
    def window_seconds(self) -> int:
        """How far back one evaluation looks."""
        return self.period * self.periods


def reading_at(condition: Condition, points: Mapping[int, float], moment: float) -> Reading:
    """What the metric says. `points` maps the beginning of each period that has data to its statistic.

    The period under way counts once it has data. For missing data CloudWatch's rules hold:
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
    """
    last = int(moment // condition.period)
    if last * condition.period not in points:
        last -= 1
    window = [points.get((last - age) * condition.period) for age in range(condition.periods)]
    return _judge(condition, window)


def last_reading(condition: Condition, points: Mapping[int, float], moment: float) -> Reading | None:
    """The last time before now that there was enough data to tell, or None if there never was."""
    now = int(moment // condition.period)
    for begin in sorted(points, reverse=True):
        # Later data leaves the window one period after the other; the last window that holds this point decides.
        end = min(begin // condition.period + condition.periods - 1, now)
        for period in range(end, begin // condition.period - 1, -1):
            window = [points.get((period - age) * condition.period) for age in range(condition.periods)]
            reading = _judge(condition, window)
            if reading in {Reading.OK, Reading.ALARM}:
                return reading
    return None


def _judge(condition: Condition, window: Sequence[float | None]) -> Reading:
    """`window` is the newest period first. Route 53 reads no more periods than it judges."""
    breaches = COMPARISONS[condition.comparison]
    verdicts = [None if value is None else breaches(value, condition.threshold) for value in reversed(window)]
    state = judged(verdicts, condition.periods, condition.periods, condition.missing)
    return Reading(state) if state else Reading.RETAINED
