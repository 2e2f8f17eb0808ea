"""What Application Auto Scaling takes for a target-tracking policy. Pure."""

from collections.abc import Mapping
from typing import Any

_TRACKING = "TargetTrackingScalingPolicyConfiguration"
_BY_REQUESTS = "ALBRequestCountPerTarget"
_WHOLE_METRIC = ("MetricName", "Namespace", "Statistic")


class InvalidPolicyError(ValueError):
    """AWS does not take this policy."""


def check_policy(request: Mapping[str, Any]) -> None:
    """Raise InvalidPolicyError for a policy whose metric is not one: two kinds at once, or a sum without a result.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html
    """
    kind = request.get("PolicyType", "StepScaling")
    if kind != "TargetTrackingScaling":
        if _TRACKING in request:
            msg = f"PolicyType {kind} does not go with {_TRACKING}; it has to be TargetTrackingScaling"
            raise InvalidPolicyError(msg)
        return
    configuration = request.get(_TRACKING) or {}
    predefined = configuration.get("PredefinedMetricSpecification")
    customized = configuration.get("CustomizedMetricSpecification")
    if predefined is not None and customized is None:
        _check_predefined(predefined)
    elif customized is not None and predefined is None:
        _check_customized(customized)
    else:
        msg = "exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification is needed"
        raise InvalidPolicyError(msg)


def _check_predefined(metric: Mapping[str, Any]) -> None:
    label = metric.get("ResourceLabel", "")
    if metric["PredefinedMetricType"] == _BY_REQUESTS and not (label.startswith("app/") and "/targetgroup/" in label):
        msg = f"{_BY_REQUESTS} needs a ResourceLabel: app/BALANCER/ID/targetgroup/GROUP/ID, not {label!r}"
        raise InvalidPolicyError(msg)


def _check_customized(metric: Mapping[str, Any]) -> None:
    queries = metric.get("Metrics")
    if queries is None:
        missing = [name for name in _WHOLE_METRIC if not metric.get(name)]
        if missing:
            msg = f"a customized metric lacks {', '.join(missing)}"
            raise InvalidPolicyError(msg)
        return
    if any(name in metric for name in _WHOLE_METRIC):
        msg = "a customized metric is either one metric or Metrics, not both"
        raise InvalidPolicyError(msg)
    for query in queries:
        if ("Expression" in query) == ("MetricStat" in query):
            msg = f"exactly one of Expression and MetricStat is needed in {query['Id']}"
            raise InvalidPolicyError(msg)
    # What is not said is true.
    results = [query["Id"] for query in queries if query.get("ReturnData", True)]
    if len(results) != 1:
        msg = f"exactly one of the metrics has to return data, not {len(results)}"
        raise InvalidPolicyError(msg)
