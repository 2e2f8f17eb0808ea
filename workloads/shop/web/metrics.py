"""Publishing the measure that auto scaling follows, beside the serving and without a say in it."""

import logging
import threading
from typing import Self

from workloads.declaration import CONCURRENT_REQUESTS, METRIC_NAMESPACE
from workloads.shop.clients import AwsClient
from workloads.shop.web.in_flight import InFlightMeter

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 20


class MetricPublisher:
    """A thread of its own, so that it reports also when every thread that serves is busy. Use as a context.

    Each task writes equally often, so that the average over all tasks is the average of a task.
    """

    def __init__(self, cloudwatch: AwsClient, meter: InFlightMeter, *, service: str, region: str) -> None:
        self._cloudwatch, self._meter = cloudwatch, meter
        self._dimensions = [{"Name": "Service", "Value": service}, {"Name": "Region", "Value": region}]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End. A call under way is not waited for."""
        self._ended.set()

    def publish(self) -> None:
        """Write one value. What goes wrong is logged and over."""
        try:
            self._cloudwatch.put_metric_data(
                Namespace=METRIC_NAMESPACE,
                MetricData=[
                    {
                        "MetricName": CONCURRENT_REQUESTS,
                        "Dimensions": self._dimensions,
                        "Value": self._meter.take(),
                        "Unit": "Count",
                    }
                ],
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the next value must be tried
            _log.warning("the load could not be published", extra={"error": str(error)})

    def _run(self) -> None:
        while not self._ended.wait(_PERIOD_SECONDS):
            self.publish()
