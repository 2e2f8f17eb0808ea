"""What a metric says to Route 53, from nothing but datapoints. Timing inside CloudWatch is not shown."""

from typing import Any

import pytest

from sandbox.cloud.dns.alarms import Condition, Reading, last_reading, reading_at

MINUTE = 60
NOW = 100 * MINUTE + 30.0


def condition(**changed: Any) -> Condition:  # noqa: ANN401 - the fields of a condition
    fields: dict[str, Any] = {
        "namespace": "Standby/Routing",
        "metric": "TakeOver",
        "dimensions": (("From", "us-east-1"),),
        "statistic": "Maximum",
        "period": MINUTE,
        "periods": 1,
        "threshold": 1.0,
        "comparison": "GreaterThanOrEqualToThreshold",
    }
    return Condition(**fields | changed)


def minutes(*values: float | None) -> dict[int, float]:
    """Datapoints, the last value in the minute under way."""
    begins = range(100 - len(values) + 1, 101)
    return {begin * MINUTE: value for begin, value in zip(begins, values, strict=True) if value is not None}


@pytest.mark.parametrize(("value", "reading"), [(0.0, Reading.OK), (1.0, Reading.ALARM), (2.0, Reading.ALARM)])
def test_one_datapoint_decides(value: float, reading: Reading) -> None:
    assert reading_at(condition(), minutes(value), NOW) is reading


@pytest.mark.parametrize(
    ("comparison", "at_threshold"),
    [
        ("GreaterThanOrEqualToThreshold", Reading.ALARM),
        ("GreaterThanThreshold", Reading.OK),
        ("LessThanOrEqualToThreshold", Reading.ALARM),
        ("LessThanThreshold", Reading.OK),
    ],
)
def test_the_comparison_decides_at_the_threshold(comparison: str, at_threshold: Reading) -> None:
    assert reading_at(condition(comparison=comparison), minutes(1.0), NOW) is at_threshold


def test_a_minute_that_has_only_begun_is_not_missing_yet() -> None:
    assert reading_at(condition(), minutes(1.0, None), NOW) is Reading.ALARM


def test_silence_of_a_whole_minute_is_insufficient() -> None:
    assert reading_at(condition(), minutes(1.0, None, None), NOW) is Reading.INSUFFICIENT


@pytest.mark.parametrize(
    ("missing", "reading"),
    [
        ("missing", Reading.INSUFFICIENT),
        ("ignore", Reading.RETAINED),
        ("breaching", Reading.ALARM),
        ("notBreaching", Reading.OK),
    ],
)
def test_the_alarm_says_what_silence_means(missing: str, reading: Reading) -> None:
    assert reading_at(condition(missing=missing), minutes(0.0, None, None), NOW) is reading


@pytest.mark.parametrize(
    ("values", "reading"),
    [
        ((1.0, 1.0, 1.0), Reading.ALARM),
        ((1.0, 0.0, 1.0), Reading.OK),
        ((None, 0.0, 1.0), Reading.OK),
        ((1.0, None, 1.0), Reading.ALARM),
        ((None, None, 1.0), Reading.RETAINED),
        ((None, None, None, None), Reading.INSUFFICIENT),
    ],
    ids=["all breach", "one does not", "one missing, one does not", "oldest breaches", "only the newest", "none"],
)
def test_over_several_periods_every_one_has_to_breach(values: tuple[float | None, ...], reading: Reading) -> None:
    assert reading_at(condition(periods=3), minutes(*values), NOW) is reading


def test_the_last_known_reading_outlives_any_silence() -> None:
    assert last_reading(condition(), minutes(1.0, *[None] * 90), NOW) is Reading.ALARM


def test_the_last_known_reading_is_the_latest() -> None:
    assert last_reading(condition(), minutes(1.0, 0.0, None, None), NOW) is Reading.OK


def test_without_a_datapoint_nothing_is_known() -> None:
    assert last_reading(condition(), {}, NOW) is None


def test_two_values_in_one_minute_are_one_datapoint() -> None:
    # Maximum of 1 and a later 0 is 1: taking the switch back works from the next minute on.
    assert reading_at(condition(), {100 * MINUTE: max(1.0, 0.0)}, NOW) is Reading.ALARM


def test_a_single_breach_of_three_periods_goes_off_when_silence_follows() -> None:
    assert last_reading(condition(periods=3), minutes(1.0, None, None, None), NOW) is Reading.ALARM
