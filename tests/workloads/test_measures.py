"""What the processes publish about themselves, where to, and that a region that cannot be told disturbs nothing.

CloudWatch is a stand-in that keeps what it is told; that AWS takes the calls is not proved here.
"""

import asyncio
import threading
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from botocore.exceptions import EndpointConnectionError
from starlette.applications import Starlette

from tests.workloads.shop import NOON, REGION, MemoryLedger, SetClock
from workloads.shop.periodic import Publisher
from workloads.shop.web import health, metrics
from workloads.shop.web.health import Checks, Readiness
from workloads.shop.web.in_flight import InFlightMeter
from workloads.shop.web.metrics import Measures
from workloads.shop.worker.report import who_writes

FAR_SECONDS = 20
ROUTE_53 = "Amazon-Route53-Health-Check-Service (ref 1; report http://amzn.to/1vsZADi)"


class Cloudwatch:
    """Keeps what it is told, after it has failed `failures` times."""

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

    @property
    def names(self) -> set[str]:
        return {datum["MetricName"] for call in self.told for datum in call["MetricData"]}


def measures(checks: Checks | None = None) -> Measures:
    clock = SetClock(NOON)
    meter = InFlightMeter(clock)
    meter.enter()
    clock.now += 20
    return Measures(meter, checks or Checks(), service="web", region=REGION)


def test_the_load_is_published_under_the_name_that_the_scaling_policy_watches() -> None:
    cloudwatch = Cloudwatch()
    Publisher(cloudwatch, measures().load, every_seconds=20).publish()
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


def test_a_value_that_cannot_be_published_does_not_end_the_publishing() -> None:
    cloudwatch = Cloudwatch(failures=3)
    with Publisher(cloudwatch, measures().load, every_seconds=0.001):
        assert cloudwatch.was_told.wait(FAR_SECONDS)


def test_the_other_region_hears_that_this_one_lives_and_not_how_busy_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "_LOAD_SECONDS", 0.001)
    monkeypatch.setattr(metrics, "_LIFE_SECONDS", 0.001)
    here, there = Cloudwatch(failures=1), Cloudwatch()
    with metrics.published(measures(), here, there), ExitStack():
        assert here.was_told.wait(FAR_SECONDS)
        assert there.was_told.wait(FAR_SECONDS)
    assert there.names == {"HealthChecksAnswered"}


def test_a_peer_that_hangs_does_not_keep_this_region_from_hearing_of_its_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_LOAD_SECONDS", 0.001)
    monkeypatch.setattr(metrics, "_LIFE_SECONDS", 0.001)
    ended = threading.Event()

    class Dark(Cloudwatch):
        def put_metric_data(self, **_: Any) -> None:  # noqa: ANN401
            self.was_told.set()
            ended.wait(FAR_SECONDS)

    here, there = Cloudwatch(), Dark()
    with metrics.published(measures(), here, there):
        assert there.was_told.wait(FAR_SECONDS)
        here.was_told.clear()
        assert here.was_told.wait(FAR_SECONDS), "this region hears on while the other one hangs"
        ended.set()


@pytest.mark.parametrize(
    ("agent", "draining", "counted"),
    [(ROUTE_53, False, 1), (ROUTE_53, True, 0), ("ELB-HealthChecker/2.0", False, 0), ("", False, 0)],
    ids=["Route 53", "Route 53 while draining", "load balancer", "nobody"],
)
def test_only_a_check_by_route_53_that_was_answered_well_counts(agent: str, draining: bool, counted: int) -> None:  # noqa: FBT001
    checks = Checks()
    take = checks.reader()
    app = Starlette(routes=health.routes(Readiness(draining=draining), checks))

    async def ask() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://shop") as client:
            await client.get("/health/ready", headers={"User-Agent": agent})

    asyncio.run(ask())
    assert take() == counted


def test_each_region_is_told_of_each_check_once() -> None:
    checks = Checks()
    told = measures(checks)
    here, there = told.life(), told.life()
    checks.note(ROUTE_53)
    assert [here()[0]["Value"], here()[0]["Value"], there()[0]["Value"]] == [1, 0, 1]


@pytest.mark.parametrize("writable", [True, False], ids=["the writer", "a copy"])
def test_a_worker_tells_whether_its_own_database_is_the_writer(writable: bool) -> None:  # noqa: FBT001
    ledger = MemoryLedger()
    ledger.writable = writable
    assert who_writes(ledger, REGION)() == [
        {
            "MetricName": "DatabaseWriter",
            "Dimensions": [{"Name": "Region", "Value": REGION}],
            "Value": int(writable),
            "Unit": "Count",
        }
    ]
