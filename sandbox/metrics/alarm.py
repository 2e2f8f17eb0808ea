"""When a CloudWatch alarm rings, from its declaration and the values of its metrics. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and alarms-and-missing-data.html
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.metrics.expression import Node, Series, computed, parsed

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}
# CloudWatch reads more periods than it judges; how many it does not say, and its examples have two.
_BEYOND = 2
_ALWAYS_IGNORING = "AWS/DynamoDB"
_DEFAULT_QUERY = "m1"


class State(StrEnum):
    """Of an alarm."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT = "INSUFFICIENT_DATA"


@dataclass(frozen=True, kw_only=True)
class MetricQuery:
    """What names one metric, and how it is read."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    period: int


@dataclass(frozen=True, kw_only=True)
class AlarmRule:
    """A metric alarm. `queries` are the metrics by id, and `expression` is over those."""

    name: str
    queries: Mapping[str, MetricQuery]
    expression: Node
    comparison: str
    threshold: float
    periods: int
    datapoints: int
    missing: str

    @classmethod
    def declared(cls, inputs: Mapping[str, Any]) -> "AlarmRule":
        """Read what a program declares of an `aws.cloudwatch.MetricAlarm`."""
        periods = int(inputs["evaluationPeriods"])
        queries, expression = _watched(inputs)
        return cls(
            name=str(inputs.get("name", "")),
            queries=queries,
            expression=expression,
            comparison=str(inputs["comparisonOperator"]),
            threshold=float(inputs["threshold"]),
            periods=periods,
            datapoints=int(inputs.get("datapointsToAlarm") or periods),
            missing=str(inputs.get("treatMissingData") or "missing"),
        )

    @property
    def evaluation_range(self) -> int:
        """How many periods one evaluation reads."""
        return self.periods + _BEYOND

    def state(self, series: Mapping[str, Series], now: int, before: State = State.INSUFFICIENT) -> State:
        """What it is once the period `now` is over. `series` are the metrics' values by id, `before` what it was."""
        seen = range(now - self.evaluation_range + 1, now + 1)
        values = computed(self.expression, series, seen)
        breaches = COMPARISONS[self.comparison]
        verdicts = [breaches(values[at], self.threshold) if at in values else None for at in seen]
        return judged(verdicts, self.periods, self.datapoints, self._treatment()) or before

    def _treatment(self) -> str:
        """DynamoDB's alarms ignore what is missing, whatever they say; an expression that fills in misses nothing."""
        namespaces = {query.namespace for query in self.queries.values()}
        return "ignore" if namespaces == {_ALWAYS_IGNORING} else self.missing


def judged(verdicts: Sequence[bool | None], periods: int, datapoints: int, missing: str) -> State | None:
    """The state after `verdicts`, or None where it stays as it is.

    They say of each period, the oldest first, whether it breaches, and None where it has no value. What is there counts
    before what is missing, however old it is within the range; what is missing fills up the rest.
    """
    there = [verdict for verdict in verdicts if verdict is not None][-periods:]
    lacking = periods - len(there)
    breaching = there.count(True)
    if breaching >= datapoints or (missing == "breaching" and breaching + lacking >= datapoints):
        return State.ALARM
    if lacking == 0 or False in there or missing in {"breaching", "notBreaching"}:
        return State.OK
    if missing == "ignore":
        return None
    if not there:
        return State.INSUFFICIENT
    # Whatever came since may have been well: it rings early only once the first breach is old enough.
    oldest = len(verdicts) - verdicts.index(True)
    return State.ALARM if oldest >= datapoints else None


def _watched(inputs: Mapping[str, Any]) -> tuple[dict[str, MetricQuery], Node]:
    queries = inputs.get("metricQueries")
    if not queries:
        one = _query(inputs, str(inputs.get("statistic") or inputs.get("extendedStatistic")))
        return {_DEFAULT_QUERY: one}, Node("name", _DEFAULT_QUERY)
    (watched,) = [query for query in queries if query.get("returnData")]
    metrics = {q["id"]: _query(q["metric"], str(q["metric"]["stat"])) for q in queries if q.get("metric")}
    return metrics, parsed(watched["expression"]) if "expression" in watched else Node("name", watched["id"])


def _query(source: Mapping[str, Any], statistic: str) -> MetricQuery:
    return MetricQuery(
        namespace=str(source["namespace"]),
        name=str(source["metricName"]),
        dimensions=tuple(sorted((str(key), str(value)) for key, value in (source.get("dimensions") or {}).items())),
        statistic=statistic,
        period=int(source["period"]),
    )
