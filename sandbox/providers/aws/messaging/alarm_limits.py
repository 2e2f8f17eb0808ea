"""What CloudWatch refuses of an alarm, in so far as a preview can know it. Pure.

PutMetricAlarm in the CloudWatch API reference; "Using metric math" and "Alarms on math expressions" in its user guide.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.metrics.expression import ExpressionError, functions_in, names_in, parsed

_MOST_METRICS = 10
_DAY, _WEEK, _HOUR = 86_400, 604_800, 3600
_FINE_PERIODS = frozenset({10, 20, 30})
_TOO_LONG = (
    f"Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= {_DAY}, or {_WEEK} where "
    "the period is an hour or more)"
)
_TREATMENTS = frozenset({"breaching", "ignore", "missing", "notBreaching"})


def alarm_problems(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Property and reason."""
    periods = inputs.get("evaluationPeriods")
    queries = inputs.get("metricQueries") or []
    yield from _window_problems(inputs, periods, [inputs, *(query["metric"] for query in queries if "metric" in query)])
    if inputs.get("treatMissingData") not in {None, *_TREATMENTS}:
        yield "treatMissingData", f"must be one of {', '.join(sorted(_TREATMENTS))}"
    if queries:
        yield from _query_problems(queries)


def _window_problems(
    inputs: Mapping[str, Any], periods: object, sources: list[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    for period in sorted({source["period"] for source in sources if isinstance(source.get("period"), (int, float))}):
        if period not in _FINE_PERIODS and (period < 1 or period % 60):
            yield "period", f"is {period:g}; CloudWatch takes 10, 20, 30 and multiples of 60"
        if isinstance(periods, (int, float)) and period * periods > (_WEEK if period >= _HOUR else _DAY):
            yield "evaluationPeriods", _TOO_LONG
    datapoints = inputs.get("datapointsToAlarm")
    if isinstance(datapoints, (int, float)) and isinstance(periods, (int, float)) and datapoints > periods:
        yield "datapointsToAlarm", f"is {datapoints:g}, more than the {periods:g} evaluationPeriods"


def _query_problems(queries: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    ids = [query.get("id") for query in queries]
    if len(set(ids)) < len(ids):
        yield "metricQueries", f"have an id twice among {ids}"
    metrics = [query["metric"] for query in queries if "metric" in query]
    if len(metrics) > _MOST_METRICS:
        yield "metricQueries", f"read {len(metrics)} metrics; an alarm's expression takes at most {_MOST_METRICS}"
    if len({metric.get("period") for metric in metrics}) > 1:
        yield "metricQueries", "have different periods; all metrics of an alarm's expression have the same"
    if sum(query.get("returnData") is True for query in queries) != 1:
        yield "metricQueries", "need exactly one with returnData, which is the one that the alarm watches"
    for query in queries:
        if isinstance(query.get("expression"), str):
            yield from _expression_problems(query["expression"], frozenset(str(one) for one in ids))


def _expression_problems(expression: str, ids: frozenset[str]) -> Iterator[tuple[str, str]]:
    try:
        read = parsed(expression)
    except ExpressionError as error:
        yield "metricQueries", f"have an expression that is none, {expression!r}: {error}"
        return
    if "SEARCH" in functions_in(read):
        yield "metricQueries", "have a SEARCH; an alarm watches one time series, and a search finds any number"
    if unknown := sorted(names_in(read) - ids):
        yield "metricQueries", f"have an expression over {', '.join(unknown)}, which no query has as its id"
