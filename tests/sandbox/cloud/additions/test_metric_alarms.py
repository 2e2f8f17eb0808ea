"""Alarms in the emulated CloudWatch: judged by sandbox/metrics, whose rules have tests of their own."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator
NAMESPACE = "Shop"
_HERE = {"Name": "Workload", "Value": "web"}


def alarm(aws: Aws, name: str, **changes: Any) -> None:  # noqa: ANN401 - parameters of PutMetricAlarm
    given: dict[str, Any] = {
        "Namespace": NAMESPACE,
        "MetricName": name,
        "Dimensions": [_HERE],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }
    kept = {key: value for key, value in (given | changes).items() if value is not None}
    aws.client("cloudwatch").put_metric_alarm(AlarmName=name, **kept)


def publish(aws: Aws, name: str, value: float, *dimensions: dict[str, str]) -> None:
    datum = {"MetricName": name, "Value": value, "Dimensions": list(dimensions)}
    aws.client("cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=[datum])


def state(aws: Aws, name: str, kind: str = "MetricAlarm") -> str:
    found = aws.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=[kind])
    (one,) = found[f"{kind}s"]
    return str(one["StateValue"])


@pytest.mark.parametrize(("value", "says"), [(0, "OK"), (1, "ALARM")])
def test_an_alarm_rings_for_the_values_of_its_metric(aws: Aws, value: float, says: str) -> None:
    alarm(aws, f"value-{value}")
    publish(aws, f"value-{value}", value, _HERE)
    assert state(aws, f"value-{value}") == says


@pytest.mark.parametrize(
    "published",
    [(), ({"Name": "Workload", "Value": "worker"},), (_HERE, {"Name": "Zone", "Value": "a"})],
    ids=["none", "another value", "one more"],
)
def test_values_of_other_dimensions_are_another_metrics(aws: Aws, published: tuple[dict[str, str], ...]) -> None:
    name = f"dimensions-{len(published)}-{len(str(published))}"
    alarm(aws, name)
    publish(aws, name, 5, *published)
    assert state(aws, name) == "INSUFFICIENT_DATA"


def test_an_alarm_without_dimensions_hears_a_metric_without_any(aws: Aws) -> None:
    alarm(aws, "bare", Dimensions=[])
    publish(aws, "bare", 5, _HERE)
    assert state(aws, "bare") == "INSUFFICIENT_DATA"
    publish(aws, "bare", 5)
    assert state(aws, "bare") == "ALARM"


def test_the_statistic_decides(aws: Aws) -> None:
    alarm(aws, "statistic", Statistic="Minimum")
    publish(aws, "statistic", 5, _HERE)
    publish(aws, "statistic", 0, _HERE)
    assert state(aws, "statistic") == "OK"


def _queries(expression: str) -> list[dict[str, Any]]:
    metric = {"Namespace": NAMESPACE, "MetricName": "summed", "Dimensions": [_HERE]}
    return [
        {"Id": "m1", "ReturnData": False, "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}},
        {"Id": "e1", "ReturnData": True, "Expression": expression},
    ]


def _on_an_expression(aws: Aws, name: str, expression: str) -> None:
    alarm(aws, name, **dict.fromkeys(("Namespace", "MetricName", "Dimensions", "Statistic", "Period")),
          Metrics=_queries(expression))  # fmt: skip


@pytest.mark.parametrize(("expression", "says"), [("m1 / 10", "OK"), ("m1 * 10", "ALARM")])
def test_an_expression_is_computed_and_told(aws: Aws, expression: str, says: str) -> None:
    _on_an_expression(aws, f"expression-{says}", expression)
    publish(aws, "summed", 0.5, _HERE)
    assert state(aws, f"expression-{says}") == says
    (told,) = aws.client("cloudwatch").describe_alarms(AlarmNames=[f"expression-{says}"])["MetricAlarms"]
    assert [each.get("Expression") for each in told["Metrics"]] == [None, expression]


def test_route_53_takes_no_alarm_on_an_expression(aws: Aws) -> None:
    _on_an_expression(aws, "watched", "m1 * 10")
    watched = {"AlarmIdentifier": {"Name": "watched", "Region": EAST}, "Type": "CLOUDWATCH_METRIC"}
    with pytest.raises(ClientError, match="uses what Route 53 does not support"):
        aws.client("route53").create_health_check(CallerReference="watched", HealthCheckConfig=watched)


def test_a_composite_alarm_follows_the_metrics_of_the_alarms_that_it_reads(aws: Aws) -> None:
    alarm(aws, "below")
    aws.client("cloudwatch").put_composite_alarm(AlarmName="above", AlarmRule='ALARM("below")')
    publish(aws, "below", 5, _HERE)
    assert state(aws, "above", "CompositeAlarm") == "ALARM"


def test_what_somebody_sets_by_hand_is_seen(aws: Aws) -> None:
    alarm(aws, "by-hand")
    publish(aws, "by-hand", 0, _HERE)
    aws.client("cloudwatch").set_alarm_state(AlarmName="by-hand", StateValue="ALARM", StateReason="test")
    assert state(aws, "by-hand") == "ALARM"


def test_the_alarms_that_ring_are_listed(aws: Aws) -> None:
    alarm(aws, "listed")
    publish(aws, "listed", 5, _HERE)
    found = aws.client("cloudwatch").describe_alarms(StateValue="ALARM")["MetricAlarms"]
    assert "listed" in {each["AlarmName"] for each in found}


def test_an_alarm_hears_nothing_of_another_region(aws: Aws) -> None:
    alarm(aws, "apart")
    datum = {"MetricName": "apart", "Value": 5, "Dimensions": [_HERE]}
    aws.client("cloudwatch", WEST).put_metric_data(Namespace=NAMESPACE, MetricData=[datum])
    assert state(aws, "apart") == "INSUFFICIENT_DATA"
