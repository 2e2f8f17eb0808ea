"""The load that auto scaling follows: how it is measured."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.workloads.shop import SetClock
from workloads.shop.web.in_flight import InFlight, InFlightMeter


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
