"""What CloudWatch refuses of an alarm is refused by the provider's check, before anything is made."""

from typing import Any

import pytest

from sandbox.providers.aws.checking import failures
from sandbox.providers.aws.messaging.monitoring import MetricAlarm

PLAIN: dict[str, Any] = {
    "name": "alarm",
    "namespace": "AWS/SQS",
    "metricName": "ApproximateAgeOfOldestMessage",
    "dimensions": {"QueueName": "orders"},
    "statistic": "Maximum",
    "period": 60,
    "evaluationPeriods": 3,
    "threshold": 5,
    "comparisonOperator": "GreaterThanOrEqualToThreshold",
    "treatMissingData": "notBreaching",
}
METRIC = {"namespace": "N", "metricName": "M", "stat": "Sum", "period": 60}
COMPUTED: dict[str, Any] = {
    key: value
    for key, value in PLAIN.items()
    if key not in {"namespace", "metricName", "dimensions", "statistic", "period"}
}


def computed(expression: str, *more: dict[str, Any]) -> dict[str, Any]:
    queries = [{"id": "e1", "expression": expression, "returnData": True}, {"id": "m1", "metric": METRIC}, *more]
    return COMPUTED | {"metricQueries": queries}


def _said(inputs: dict[str, Any]) -> str:
    return "\n".join(f"{failure.property}: {failure.reason}" for failure in failures(MetricAlarm, inputs))


@pytest.mark.parametrize("inputs", [PLAIN, computed("FILL(m1,0)"), PLAIN | {"period": 10}], ids=range(3))
def test_an_alarm_that_cloudwatch_takes_is_taken(inputs: dict[str, Any]) -> None:
    assert _said(inputs) == ""


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (PLAIN | {"period": 90}, "period: is 90; CloudWatch takes 10, 20, 30 and multiples of 60"),
        (PLAIN | {"period": 300, "evaluationPeriods": 289}, "Metrics cannot be checked across more than a day"),
        (PLAIN | {"period": 3600, "evaluationPeriods": 169}, "Metrics cannot be checked across more than a day"),
        (PLAIN | {"datapointsToAlarm": 4}, "datapointsToAlarm: is 4, more than the 3 evaluationPeriods"),
        (PLAIN | {"treatMissingData": "well"}, "treatMissingData: must be one of breaching, ignore"),
        (computed("SEARCH(m1)"), "an alarm watches one time series"),
        (computed("FILL(m1"), "an expression that is none"),
        (computed("m1 + m2"), "an expression over m2, which no query has as its id"),
        (computed("m1", {"id": "m1", "metric": METRIC}), "have an id twice"),
        (computed("m1", {"id": "m2", "metric": METRIC | {"period": 300}}), "have different periods"),
        (computed("m1", {"id": "m2", "metric": METRIC, "returnData": True}), "exactly one with returnData"),
        (
            computed("m1", *({"id": f"x{number}", "metric": METRIC} for number in range(10))),
            "read 11 metrics; an alarm's expression takes at most 10",
        ),
    ],
    ids=str,
)
def test_an_alarm_that_cloudwatch_refuses_is_refused(inputs: dict[str, Any], words: str) -> None:
    assert words in _said(inputs)


def test_an_hour_and_more_may_be_looked_at_for_a_week() -> None:
    assert _said(PLAIN | {"period": 3600, "evaluationPeriods": 168}) == ""
