"""Tells CloudWatch how ready a region is, where the program's alarms on it stand: in the region itself."""

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS, Clients, reason
from operations.readiness.look import Readiness
from settings.readiness import DIMENSION, METRIC, NAMESPACE, UNIT


def publish(one: Readiness, clients: Clients) -> None:
    """Write how many resources are not as a failover needs them. Raises OperationError."""
    value = {
        "MetricName": METRIC,
        "Dimensions": [{"Name": DIMENSION, "Value": one.region}],
        "Value": len(one.stopping),
        "Unit": UNIT,
    }
    try:
        clients("cloudwatch", one.region).put_metric_data(Namespace=NAMESPACE, MetricData=[value])
    except AWS_ERRORS as error:
        msg = (
            f"CloudWatch in {one.region} was not told: {reason(error)}. Until somebody tells it, the alarm "
            f"standby-readiness-silent rings there"
        )
        raise OperationError(msg) from error
