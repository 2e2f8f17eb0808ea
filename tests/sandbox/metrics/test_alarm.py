"""The states of an alarm, against the tables in CloudWatch's user guide on how alarms treat missing data."""

from typing import Any

import pytest

from sandbox.metrics.alarm import AlarmRule, State, judged

OK, ALARM, UNKNOWN = State.OK, State.ALARM, State.INSUFFICIENT
_POINTS = {"0": False, "X": True, "-": None}
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
# None is "retain current state". Three of three, and two of three, each out of the last five.
THREE_OF_THREE = {
    "0 - X - X": (OK, OK, OK, OK),
    "0 - - - -": (OK, OK, OK, OK),
    "- - - - -": (UNKNOWN, None, ALARM, OK),
    "0 X X - X": (ALARM, ALARM, ALARM, ALARM),
    "- - X - -": (ALARM, None, ALARM, OK),
}
TWO_OF_THREE = {
    "0 - X - X": (ALARM, ALARM, ALARM, ALARM),
    "0 0 X 0 X": (ALARM, ALARM, ALARM, ALARM),
    "0 - X - -": (OK, OK, ALARM, OK),
    "- - - - 0": (OK, OK, ALARM, OK),
    "- - - X -": (ALARM, None, ALARM, OK),
}
ROWS = [
    (row, datapoints, missing, expected)
    for datapoints, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for row, states in table.items()
    for missing, expected in zip(TREATMENTS, states, strict=True)
]


def verdicts(row: str) -> list[bool | None]:
    return [_POINTS[point] for point in row.split()]


@pytest.mark.parametrize(("row", "datapoints", "missing", "expected"), ROWS, ids=str)
def test_the_tables_of_the_user_guide_hold(row: str, datapoints: int, missing: str, expected: State | None) -> None:
    assert judged(verdicts(row), 3, datapoints, missing) is expected


@pytest.mark.parametrize("row", ["- - - - X", "- - - X -"])
def test_one_new_breach_does_not_ring_early(row: str) -> None:
    assert judged(verdicts(row), 3, 3, "missing") is None


def _declared(**changes: Any) -> AlarmRule:  # noqa: ANN401
    inputs = {
        "name": "alarm",
        "namespace": "N",
        "metricName": "M",
        "dimensions": {"D": "d"},
        "statistic": "Sum",
        "period": 60,
        "evaluationPeriods": 3,
        "threshold": 5,
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "treatMissingData": "notBreaching",
    }
    return AlarmRule.declared(inputs | changes)


def test_an_alarm_rings_when_all_its_periods_breach() -> None:
    assert _declared().state({"m1": {8: 5, 9: 5, 10: 5}}, 10) is ALARM
    assert _declared().state({"m1": {8: 5, 9: 4.9, 10: 5}}, 10) is OK


def test_some_of_its_periods_are_enough_where_it_says_so() -> None:
    assert _declared(datapointsToAlarm=2).state({"m1": {8: 5, 9: 4, 10: 5}}, 10) is ALARM


def test_a_value_that_comes_later_counts_by_when_it_is_of() -> None:
    points = {7: 5.0, 8: 5.0, 9: 5.0}
    assert _declared().state({"m1": points}, 10) is ALARM, "the newest minute has none yet"
    assert _declared().state({"m1": points | {10: 0.0}}, 10) is OK


def test_without_a_word_about_it_silence_is_insufficient_data() -> None:
    assert _declared(treatMissingData=None).state({"m1": {}}, 10, OK) is UNKNOWN


def test_what_is_ignored_leaves_the_state() -> None:
    rule = _declared(treatMissingData="ignore")
    assert [rule.state({"m1": {}}, 10, before) for before in State] == list(State)


def test_an_alarm_on_dynamodb_ignores_what_is_missing_whatever_it_says() -> None:
    """PutMetricAlarm, TreatMissingData."""
    rule = _declared(namespace="AWS/DynamoDB", treatMissingData="notBreaching")
    assert rule.state({"m1": {}}, 10, ALARM) is ALARM


def test_an_alarm_on_an_expression_reads_its_metrics_by_their_ids() -> None:
    metric = {"namespace": "N", "metricName": "M", "stat": "Sum", "period": 60}
    rule = _declared(
        namespace=None,
        metricName=None,
        metricQueries=[
            {"id": "e1", "expression": "a + b", "returnData": True},
            {"id": "a", "metric": metric},
            {"id": "b", "metric": metric | {"metricName": "Other"}},
        ],
    )
    assert {key: query.name for key, query in rule.queries.items()} == {"a": "M", "b": "Other"}
    assert rule.state({"a": {8: 3, 9: 3, 10: 3}, "b": {8: 2, 9: 2, 10: 2}}, 10) is ALARM
