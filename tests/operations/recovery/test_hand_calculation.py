"""`standby compare` against two bills and two recovery times that were calculated by hand.

Everything below is written out: prices of AWS's pages, sizes of the stack files, times of the book's sources. Only how
many alarms there are is counted in the plan. A reader who doubts a figure of the comparison finds its arithmetic here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from operations.comparison.document import Basis, estimate
from operations.planning.inventory import Declared
from operations.pricing.price_list import read_price_list
from operations.recovery.assumptions import Assumptions, Usage
from operations.recovery.durations import read_durations
from settings import Strategy
from tests.operations.plans import plan_with, plans
from tests.stack_files import HOME, TODAY, content, settings_of

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def alarm_metrics(plan: Sequence[Declared], region: str, *, of_peer: bool = False) -> int:
    """Metrics that alarms look at; those of us-east-1's stack in another region are what only a pair needs."""
    alarms = [one for one in plan if one.type == ALARM and one.stack_region == region]
    return sum(
        sum("metric" in query for query in one.inputs.get("metricQueries") or ()) or 1
        for one in alarms
        if (one.region != region) is of_peer
    )


@dataclass(frozen=True)
class Hand:
    """A configuration, and what a person calculated for it."""

    strategy: Strategy
    changes: Mapping[str, Any]
    usage: Usage

    @property
    def plan(self) -> Sequence[Declared]:
        """What the program declares for it."""
        return plan_with(dict(self.changes)) if self.changes else plans()[self.strategy]

    @property
    def compared(self) -> Mapping[str, Any]:
        """What the comparison says of it."""
        basis = Basis(
            prices=read_price_list(), durations=read_durations(), given=Assumptions(usage=self.usage), on=TODAY
        )
        return estimate(settings_of(HOME, **self.changes), {self.strategy: self.plan}, basis)[self.strategy]


# The stack files as they stand: a warm standby in us-west-2, on ECS, at 50 requests a second.
WARM = Hand(Strategy.WARM_STANDBY, {}, Usage())

# A pilot light in us-east-1 of a shop that lives in us-west-2 and runs on EKS: other sizes, slower checks, a canary,
# and four times the traffic with larger answers and fewer orders.
PILOT = Hand(
    Strategy.PILOT_LIGHT,
    {
        "strategy": "pilot-light",
        "writer": "us-west-2",
        "full_size_region": "us-west-2",
        "objectives": {"rto": "1h", "rpo": "10m"},
        "database": {**content(HOME)["database"], "min_acu": 4, "max_acu": 32, "instances": 2, "warm_instances": 1},
        "cache": {**content(HOME)["cache"], "node_type": "cache.m7g.large", "nodes": 2, "warm_nodes": 2},
        "routing": {"check_interval_seconds": 30, "failure_threshold": 2},
        "observability": {**content(HOME)["observability"], "canary": {"enabled": True, "every_minutes": 10}},
        "workloads": {
            "web": {
                **content(HOME)["workloads"]["web"],
                "runtime": "eks",
                "cpu_units": 1024,
                "memory_mib": 2048,
                "min_tasks": 4,
                "max_tasks": 40,
            },
            "worker": {
                **content(HOME)["workloads"]["worker"],
                "runtime": "eks",
                "cpu_units": 256,
                "memory_mib": 512,
                "scaling": {"by": "backlog", "acceptable_delay_seconds": 60, "processing_seconds": 0.5},
            },
        },
    },
    Usage(
        requests_per_second=200, peak_factor=2, orders_per_request=0.005, response_kb=20, database_gb=500, table_gb=50
    ),
)


@cache
def told(name: str) -> Mapping[str, Any]:
    return {"warm": WARM, "pilot": PILOT}[name].compared


def warm_fixed() -> dict[str, tuple[float, float]]:
    """USD a month in us-east-1, and on top in us-west-2."""
    plan = WARM.plan
    return {
        # Instances of at least 2 capacity units, at 0.12 an hour: three, and two.
        "database": (3 * 2 * 0.12 * 730, 2 * 2 * 0.12 * 730),
        # cache.r7g.large with Valkey, at 0.1752: three nodes, and two.
        "cache": (3 * 0.1752 * 730, 2 * 0.1752 * 730),
        # NAT gateways at 0.045 with an address at 0.005: three, and one. Seven endpoints in three zones at 0.01.
        "network": (3 * (0.045 + 0.005) * 730 + 7 * 3 * 0.01 * 730, (0.045 + 0.005) * 730 + 7 * 3 * 0.01 * 730),
        # Half a vCPU at 0.04048 and 1 GB at 0.004445: six web and three workers; three web and no worker.
        "compute": (9 * (0.5 * 0.04048 + 1 * 0.004445) * 730, 3 * (0.5 * 0.04048 + 1 * 0.004445) * 730),
        # A load balancer at 0.0225, with an address in each of three zones.
        "entry": (0.0225 * 730 + 3 * 0.005 * 730, 0.0225 * 730 + 3 * 0.005 * 730),
        # A dashboard at 3.00, a composite alarm at 0.50, and alarms at 0.10 a metric; those that tell of the other
        # region are there only for the pair.
        "observability": (
            3 + 0.5 + 0.1 * alarm_metrics(plan, "us-east-1"),
            3
            + 0.5
            + 0.1 * alarm_metrics(plan, "us-west-2")
            + 0.1 * alarm_metrics(plan, "us-east-1", of_peer=True)
            + 0.1 * alarm_metrics(plan, "us-west-2", of_peer=True),
        ),
        # The zone at 0.50. Three health checks in each region at 0.50, one of them over HTTPS and every 10 s: two
        # options at 1.00. Nobody needs them without a second region.
        "routing": (0.5, 2 * (3 * 0.5 + 2 * 1)),
        # Keys at 1.00 and secrets at 0.40: two and two; a key, and copies of a key and of two secrets.
        "keys": (2 * 1 + 2 * 0.4, 1 + 1 + 2 * 0.4),
        # One web ACL at 5.00 with seven rules at 1.00, whatever regions there are.
        "edge": (5 + 7 * 1, 0),
    }


def warm_usage() -> dict[str, tuple[float, float]]:
    """50 requests a second are 131.4 million a month; one of a hundred is an order: 1.314 million."""
    requests, orders = 50 * 730 * 3600, 50 * 730 * 3600 * 0.01
    assert (requests, orders) == (131_400_000, 1_314_000)
    return {
        # I/O at 0.20 a million, one of a request and 20 of an order; 100 GB at 0.10. On top: the 20 writes of an order
        # in the other region, and the volume there.
        "database": (0.2 * (131.4 + 20 * 1.314) + 100 * 0.1, 0.2 * 20 * 1.314 + 100 * 0.1),
        # Through NAT 0.1 kB of a request, at 0.045 a GB; through endpoints 2 kB at 0.01; between zones 5 kB, both ways
        # at 0.01. On top: 2 kB of an order, replicated by tables and by Aurora, at 0.02.
        "network": (13.14 * 0.045 + 262.8 * 0.01 + 2 * 657 * 0.01, 2 * 1.314e6 * 2 / 1e6 * 0.02),
        # 50 requests a second need 2.5 web tasks at 1200 a minute, less than run; 5 GB of images at 0.10, in both.
        "compute": (5 * 0.1, 5 * 0.1),
        # 1,314 GB of answers are more units (1.8 an hour) than connections (0.2); a unit is 0.008.
        "entry": (1314 * 0.008, 0),
        # 10 kB of answer at 0.085 a GB, requests at 0.01 for ten thousand, and at 0.60 a million in the web ACL.
        "edge": (1314 * 0.085 + 13_140 * 0.01 + 131.4 * 0.6, 0),
        # 0.5 kB of log at 0.50 a GB to write and 0.03 to keep; two access logs of 0.1 kB kept three months at 0.023;
        # 60 metrics of Container Insights at 0.07.
        "observability": (65.7 * (0.5 + 0.03) + 2 * 13.14 * 3 * 0.023 + 60 * 0.07, 0),
        # A query of a hundred requests, at 0.60 a million.
        "routing": (1.314 * 0.6, 0),
        # A read of a request at 0.125 a million, four writes of an order at 0.625; 20 GB at 0.25, and at 0.20 their
        # recovery points. On top: the same writes, replicated, and the same storage.
        "tables": (131.4 * 0.125 + 4 * 1.314 * 0.625 + 20 * 0.45, 4 * 1.314 * 0.625 + 20 * 0.45),
        # Eight calls of SQS at 0.40 a million, a message of SNS at 0.50, an event at 1.00; the archive at 0.10 a GB in,
        # and 0.023 to keep it for 90 days.
        "messaging": (1.314 * (8 * 0.4 + 0.5 + 1) + 2.628 * 0.1 + 3 * 2.628 * 0.023, 0),
    }


def pilot_fixed() -> dict[str, tuple[float, float]]:
    """USD a month in us-west-2, and on top in us-east-1, whose stack is home."""
    plan = PILOT.plan
    # Twelve pods of a quarter of a vCPU and 0.5 GB serve each cluster: one in each zone of four kinds.
    serve = 12 * (0.25 * 0.04048 + 0.5 * 0.004445) * 730
    # A web pod of 1 vCPU and 2 GB, a worker of a quarter and 0.5.
    web, worker = (0.04048 + 2 * 0.004445) * 730, (0.25 * 0.04048 + 0.5 * 0.004445) * 730
    return {
        # Instances of at least 4 capacity units: two, and one.
        "database": (2 * 4 * 0.12 * 730, 4 * 0.12 * 730),
        # cache.m7g.large with Valkey, at 0.1264: two nodes, and one.
        "cache": (2 * 0.1264 * 730, 0.1264 * 730),
        # Three NAT gateways with addresses, and none. Ten endpoints in three zones: EKS needs three more.
        "network": (3 * 0.05 * 730 + 10 * 3 * 0.01 * 730, 10 * 3 * 0.01 * 730),
        # A cluster at 0.10 and what serves it; four web and three workers, and nothing.
        "compute": (0.1 * 730 + serve + 4 * web + 3 * worker, 0.1 * 730 + serve),
        "entry": (0.0225 * 730 + 3 * 0.005 * 730, 0.0225 * 730 + 3 * 0.005 * 730),
        # As above, and a canary that runs every ten minutes: 4,380 times at 0.0012.
        "observability": (
            3 + 0.5 + 4380 * 0.0012 + 0.1 * alarm_metrics(plan, "us-west-2"),
            3
            + 0.5
            + 4380 * 0.0012
            + 0.1 * alarm_metrics(plan, "us-east-1")
            + 0.1 * alarm_metrics(plan, "us-east-1", of_peer=True)
            + 0.1 * alarm_metrics(plan, "us-west-2", of_peer=True),
        ),
        # The zone is needed wherever the shop lives. Checks every 30 s are no option: one is left, HTTPS.
        "routing": (0.5, 2 * (3 * 0.5 + 1)),
        # As above: a key of the region, and the key and two secrets that exist once; a key, and three copies.
        "keys": (2 * 1 + 2 * 0.4, 1 + 1 + 2 * 0.4),
        "edge": (5 + 7 * 1, 0),
    }


def pilot_usage() -> dict[str, tuple[float, float]]:
    """200 requests a second are 525.6 million a month; one of two hundred is an order: 2.628 million."""
    return {
        "database": (0.2 * (525.6 + 20 * 2.628) + 500 * 0.1, 0.2 * 20 * 2.628 + 500 * 0.1),
        "network": (52.56 * 0.045 + 1051.2 * 0.01 + 2 * 2628 * 0.01, 2 * 2.628e6 * 2 / 1e6 * 0.02),
        # 200 a second are ten web pods at 1200 a minute: six more than run anyway. One order a second of half a second
        # is half a worker.
        "compute": (6 * (0.04048 + 2 * 0.004445) * 730 + 5 * 0.1, 5 * 0.1),
        # 20 kB of answer: 10,512 GB.
        "entry": (10_512 * 0.008, 0),
        "edge": (10_512 * 0.085 + 52_560 * 0.01 + 525.6 * 0.6, 0),
        # Container Insights are of ECS: nothing runs there.
        "observability": (262.8 * (0.5 + 0.03) + 2 * 52.56 * 3 * 0.023, 0),
        "routing": (5.256 * 0.6, 0),
        "tables": (525.6 * 0.125 + 4 * 2.628 * 0.625 + 50 * 0.45, 4 * 2.628 * 0.625 + 50 * 0.45),
        "messaging": (2.628 * (8 * 0.4 + 0.5 + 1) + 5.256 * 0.1 + 3 * 5.256 * 0.023, 0),
    }


BILLS = pytest.mark.parametrize(
    ("name", "fixed", "usage"), [("warm", warm_fixed, warm_usage), ("pilot", pilot_fixed, pilot_usage)]
)


@BILLS
def test_every_pillar_costs_what_the_hand_calculation_says(name: str, fixed: Any, usage: Any) -> None:  # noqa: ANN401
    pillars = told(name)["pillars"]
    for kind, by_hand in (("fixed", fixed()), ("usage", usage())):
        expected = {pillar: sum(parts) for pillar, parts in by_hand.items()}
        assert {pillar: parts[kind] for pillar, parts in pillars.items() if parts[kind]} == pytest.approx(expected)


@BILLS
def test_both_regions_and_one_alone_cost_what_the_hand_calculation_says(
    name: str,
    fixed: Any,  # noqa: ANN401
    usage: Any,  # noqa: ANN401
) -> None:
    found, parts = told(name), [*fixed().values(), *usage().values()]
    alone, together = sum(first for first, _ in parts), sum(first + second for first, second in parts)
    assert found["alone"]["total"] == pytest.approx(alone)
    assert found["monthly"]["total"] == pytest.approx(together)
    assert found["ratio"] == pytest.approx(together / alone)


def test_the_totals_are_these() -> None:
    """The sums of the above, as a person would say them."""
    assert told("warm")["monthly"]["total"] == pytest.approx(2773, abs=5)
    assert told("pilot")["monthly"]["total"] == pytest.approx(5124, abs=5)


@pytest.mark.parametrize(
    ("name", "detection"),
    [
        # Three checks 10 s apart, and 5 s in which the checkers agree.
        ("warm", 3 * 10 + 5),
        # Two checks 30 s apart.
        ("pilot", 2 * 30 + 5),
    ],
)
def test_the_recovery_time_is_the_sum_of_its_critical_steps(name: str, detection: float) -> None:
    """Tasks start while the database is promoted, in 120 s and less: nobody waits for them."""
    parts = told(name)["rto"]["serving"]["parts"]
    assert parts == {
        "detection": detection,
        # A person is there after 5 minutes, and sure after 10 more.
        "decision": 300 + 600,
        # Gates 30 s, fence 1, promotion 120, a poll 15, workers 60, post-checks 180.
        "execution": 30 + 1 + 120 + 15 + 60 + 180,
        # The switch 60 s, name servers 10, answers that clients keep 60.
        "dns": 60 + 10 + 60,
    }
    assert told(name)["rto"]["serving"]["typical"] == detection + 900 + 406 + 130


@pytest.mark.parametrize("name", ["warm", "pilot"])
def test_what_may_be_lost_is_the_worst_lag_of_a_store_that_lasts(name: str) -> None:
    """Aurora's lag was seen at 20 s, that of DynamoDB at 10."""
    assert told(name)["rpo"]["seconds"] == max(20, 10)


def test_the_verdict_is_by_each_configurations_own_objectives() -> None:
    """Both take about 25 minutes: half of the failovers within 30, and nearly all of them within an hour."""
    assert (told("warm")["verdict"]["p50"], told("warm")["verdict"]["p95"]) == (True, False)
    assert (told("pilot")["verdict"]["p50"], told("pilot")["verdict"]["p95"]) == (True, True)
