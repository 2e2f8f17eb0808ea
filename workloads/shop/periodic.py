"""Publishing measures at intervals, beside the work and without a say in it."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from workloads.declaration import METRIC_NAMESPACE
from workloads.shop.clients import AwsClient

_log = logging.getLogger(__name__)

Datum = dict[str, Any]


def count(metric: str, value: float, dimensions: Mapping[str, str]) -> Datum:
    """One value of a metric, as CloudWatch takes it."""
    return {
        "MetricName": metric,
        "Dimensions": [{"Name": name, "Value": dimensions[name]} for name in dimensions],
        "Value": value,
        "Unit": "Count",
    }


class Publisher:
    """A thread of its own, so that it reports also when every thread that serves is busy. Use as a context.

    `read` gives what there is to tell, and is called once for each message; where there is nothing, none is sent. One
    publisher for each region that is told: a region that does not answer then delays nobody's else news.
    """

    def __init__(self, cloudwatch: AwsClient, read: Callable[[], Sequence[Datum]], *, every_seconds: float) -> None:
        self._cloudwatch, self._read, self._every = cloudwatch, read, every_seconds
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
        """Tell once. What goes wrong is logged and over."""
        try:
            if news := list(self._read()):
                self._cloudwatch.put_metric_data(Namespace=METRIC_NAMESPACE, MetricData=news)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next value must be tried
            _log.warning("measures could not be published", extra={"error": str(error)})

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            self.publish()
