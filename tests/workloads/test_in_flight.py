"""The load that auto scaling follows: how it is measured, and that publishing it disturbs nothing."""

import asyncio
import threading
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from starlette.types import Message, Receive, Scope, Send

from tests.workloads.shop import NOON, REGION, SetClock
from workloads.shop.web import metrics
from workloads.shop.web.in_flight import InFlight, InFlightMeter
from workloads.shop.web.metrics import MetricPublisher

FAR_SECONDS = 20


def test_the_measure_is_the_average_over_time_and_starts_anew_when_read() -> None:
    clock = SetClock()
    meter = InFlightMeter(clock)
    meter.enter()
    clock.now += 5
    meter.enter()
    clock.now += 5
    meter.leave()
    clock.now += 10
    assert meter.take() == pytest.approx((1 * 5 + 2 * 5 + 1 * 10) / 20)
    clock.now += 10
    assert meter.take() == 1, "one request is still there, and what was before is not counted again"


def test_a_short_peak_is_not_the_load_of_a_whole_period() -> None:
    clock = SetClock()
    meter = InFlightMeter(clock)
    for _ in range(100):
        meter.enter()
    clock.now += 0.1
    for _ in range(100):
        meter.leave()
    clock.now += 19.9
    assert meter.take() == pytest.approx(0.5)


class Inner:
    """An application that looks at the meter while it answers, and may fail."""

    def __init__(self, meter: InFlightMeter, *, fails: bool) -> None:
        self.meter, self.fails = meter, fails
        self.seen = -1.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        self.seen = self.meter.take()
        if self.fails:
            raise ValueError("broken")


@pytest.mark.parametrize("fails", [False, True], ids=["answers", "fails"])
@pytest.mark.parametrize(("path", "counted"), [("/products", 1), ("/health/ready", 0)])
def test_a_request_counts_until_it_is_over_and_a_health_check_does_not(path: str, counted: int, fails: bool) -> None:  # noqa: FBT001
    meter = InFlightMeter(SetClock())
    inner = Inner(meter, fails=fails)

    async def receive() -> Message:
        raise AssertionError("the request has no body")

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def run() -> None:
        scope = {"type": "http", "path": path}
        if fails:
            with pytest.raises(ValueError, match="broken"):
                await InFlight(inner, meter)(scope, receive, send)
        else:
            await InFlight(inner, meter)(scope, receive, send)

    asyncio.run(run())
    assert inner.seen == counted
    assert meter.take() == 0


class Cloudwatch:
    """Keeps what it is told, after `failures` calls that fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.told: list[dict[str, Any]] = []
        self.was_told = threading.Event()

    def put_metric_data(self, **call: Any) -> None:  # noqa: ANN401
        if self.failures:
            self.failures -= 1
            raise EndpointConnectionError(endpoint_url="monitoring")
        self.told.append(call)
        self.was_told.set()


def publisher(cloudwatch: Cloudwatch) -> MetricPublisher:
    clock = SetClock(NOON)
    meter = InFlightMeter(clock)
    meter.enter()
    clock.now += 20
    return MetricPublisher(cloudwatch, meter, service="web", region=REGION)


def test_one_value_is_published_under_the_name_that_the_scaling_policy_watches() -> None:
    cloudwatch = Cloudwatch()
    publisher(cloudwatch).publish()
    assert cloudwatch.told == [
        {
            "Namespace": "Standby/Workload",
            "MetricData": [
                {
                    "MetricName": "ConcurrentRequests",
                    "Dimensions": [{"Name": "Service", "Value": "web"}, {"Name": "Region", "Value": REGION}],
                    "Value": 1.0,
                    "Unit": "Count",
                }
            ],
        }
    ]


def test_a_value_that_cannot_be_published_does_not_end_the_publishing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_PERIOD_SECONDS", 0.001)
    cloudwatch = Cloudwatch(failures=3)
    with publisher(cloudwatch):
        assert cloudwatch.was_told.wait(FAR_SECONDS)
