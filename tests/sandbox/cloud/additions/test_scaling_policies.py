"""Which target-tracking policies Application Auto Scaling takes."""

from typing import Any

import pytest

from sandbox.cloud.additions.scaling_policies import InvalidPolicyError, check_policy

LABEL = "app/standby/0123456789abcdef/targetgroup/web/fedcba9876543210"
STAT = {"Metric": {"MetricName": "ApproximateNumberOfMessagesVisible", "Namespace": "AWS/SQS"}, "Stat": "Maximum"}
QUEUE = {"Id": "m1", "MetricStat": STAT, "ReturnData": False}
BACKLOG = {"Id": "e1", "Expression": "m1 / 2"}


def tracking(**configuration: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON's own
    return {
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 1, **configuration},
    }


def by_requests(label: str | None = LABEL) -> dict[str, Any]:
    metric = {"PredefinedMetricType": "ALBRequestCountPerTarget", **({"ResourceLabel": label} if label else {})}
    return tracking(PredefinedMetricSpecification=metric)


def customized(**metric: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON's own
    return tracking(CustomizedMetricSpecification=metric)


@pytest.mark.parametrize(
    "policy",
    [
        by_requests(),
        tracking(PredefinedMetricSpecification={"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}),
        customized(MetricName="ConcurrentRequests", Namespace="Standby", Statistic="Average"),
        customized(Metrics=[QUEUE, BACKLOG]),
        {"PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {}},
    ],
    ids=["requests", "cpu", "own metric", "backlog per worker", "steps"],
)
def test_a_sound_policy_is_taken(policy: dict[str, Any]) -> None:
    check_policy(policy)


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        (tracking(), "exactly one of Predefined"),
        ({**by_requests(), "PolicyType": "StepScaling"}, "StepScaling does not go"),
        ({key: value for key, value in by_requests().items() if key != "PolicyType"}, "StepScaling does not go"),
        (by_requests(None), "ResourceLabel"),
        (by_requests("targetgroup/web/1"), "targetgroup/web/1"),
        (customized(MetricName="ConcurrentRequests"), "Namespace, Statistic"),
        (customized(MetricName="a", Namespace="b", Statistic="Sum", Metrics=[BACKLOG]), "not both"),
        (customized(Metrics=[QUEUE]), "not 0"),
        (customized(Metrics=[QUEUE, BACKLOG, {"Id": "e2", "Expression": "m1"}]), "not 2"),
        (customized(Metrics=[{"Id": "odd"}]), "odd"),
    ],
    ids=[
        "no metric",
        "steps with a target",
        "the default type is steps",
        "no label",
        "half a label",
        "half a metric",
        "metric and metrics",
        "no result",
        "two results",
        "neither metric nor expression",
    ],
)
def test_an_unsound_policy_is_refused_with_what_is_wrong(policy: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidPolicyError, match=named):
        check_policy(policy)


def test_two_kinds_of_metric_at_once_are_refused() -> None:
    both = tracking(
        PredefinedMetricSpecification={"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        CustomizedMetricSpecification={"Metrics": [BACKLOG]},
    )
    with pytest.raises(InvalidPolicyError, match="exactly one"):
        check_policy(both)
