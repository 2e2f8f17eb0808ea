"""The platform's routing tree in a running cloud: where its name leads, in each state of the two regions.

The rules themselves are in tests/sandbox/cloud/dns. That clients follow an answer, and when, is not shown.
"""

from typing import Any

import pytest

from sandbox.cloud.process import CloudError
from tests.sandbox.cloud.additions.dns_zone import HostedZone, alarm, check, endpoint_check, metric_check, publish
from tests.sandbox.cloud.additions.services import scale, web_service
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


class Platform:
    """Two regions, their services, their checks and the tree over them, as the components declare it."""

    def __init__(self, aws: Aws) -> None:
        self.aws, self.zone = aws, HostedZone(aws, "shop.example.com")
        self.services = {EAST: web_service(aws), WEST: web_service(aws, WEST, cidr="10.2")}
        serving = {EAST: self._serving_check(EAST, WEST), WEST: self._serving_check(WEST, EAST)}
        for region in (EAST, WEST):
            self.zone.upsert(self.zone.record(f"{region}.origin", AliasTarget=self._balancer(region, evaluates=False)))
        self.zone.upsert(
            self._side(EAST, "PRIMARY", evaluates=False, HealthCheckId=serving[EAST]),
            self._side(WEST, "SECONDARY", evaluates=True),
            *(self._near(region, serving[region]) for region in (EAST, WEST)),
        )
        self.point_at("failover")

    def _balancer(self, region: str, *, evaluates: bool) -> dict[str, Any]:
        service = self.services[region]
        return self.zone.alias(service.balancer_name, zone_id=service.balancer_zone_id, evaluates=evaluates)

    def _side(self, region: str, role: str, *, evaluates: bool, **more: str) -> dict[str, Any]:
        target = self._balancer(region, evaluates=evaluates)
        return self.zone.record("failover.origin", SetIdentifier=region, Failover=role, AliasTarget=target, **more)

    def _near(self, region: str, check_id: str) -> dict[str, Any]:
        target = self._balancer(region, evaluates=True)
        return self.zone.record(
            "latency.origin", SetIdentifier=region, Region=region, AliasTarget=target, HealthCheckId=check_id
        )

    def _serving_check(self, region: str, peer: str) -> str:
        """The endpoint answers, and nobody has taken over."""
        alarm(self.aws, f"take-over-from-{region}", peer)
        children = [
            endpoint_check(self.aws, self.zone.called(f"{region}.origin")),
            metric_check(self.aws, f"take-over-from-{region}", peer),
        ]
        return check(self.aws, Type="CALCULATED", ChildHealthChecks=children, HealthThreshold=2)

    def point_at(self, entry: str) -> None:
        """Choose the entry, as a strategy does."""
        self.zone.upsert(self.zone.record("origin", AliasTarget=self.zone.alias(f"{entry}.origin")))

    def take_over(self, region: str, peer: str, value: float = 1) -> None:
        """Throw the switch: one write in the other region."""
        publish(self.aws, f"take-over-from-{region}", value, peer)

    def ask(self, asked_from: str = EAST) -> dict[str, Any]:
        """Where clients near a region are sent, and why."""
        return self.aws.ask("GET", f"resolve?name=origin.shop.example.com&from={asked_from}")

    def answer(self, asked_from: str = EAST) -> str:
        """The region that they are sent to."""
        return str(self.ask(asked_from)["destination"]["region"])


@pytest.fixture(scope="module")
def built(aws: Aws) -> Platform:
    return Platform(aws)


@pytest.fixture
def platform(built: Platform, undisturbed: Aws) -> Platform:
    """Both regions run three tasks, and the entry is the failover pair. No failover control was ever engaged."""
    del undisturbed
    for service in built.services.values():
        scale(built.aws, service, 3)
    built.point_at("failover")
    return built


def test_the_answer_is_a_balancer_and_the_way_to_it_is_told(platform: Platform) -> None:
    found = platform.ask()
    assert found["destination"] == {
        "kind": "load-balancer",
        "values": [platform.services[EAST].balancer_name],
        "region": EAST,
    }
    assert [(hop["name"], hop["policy"], hop["chosen"]) for hop in found["chain"]] == [
        ("origin.shop.example.com", "simple", ""),
        ("failover.origin.shop.example.com", "failover", EAST),
    ]
    assert all(hop["reason"] and hop["rule"].startswith("https://") for hop in found["chain"])


def test_clients_leave_a_region_whose_endpoint_does_not_answer(platform: Platform) -> None:
    host = platform.zone.called(f"{EAST}.origin")
    platform.aws.ask("POST", "endpoint-health", {"host": host, "healthy": False})
    assert platform.answer() == WEST
    assert host in platform.ask()["chain"][1]["candidates"][0]["why"]


def test_clients_leave_a_dark_region_and_come_back_with_it(platform: Platform) -> None:
    platform.aws.ask("POST", "blackout", {"region": EAST})
    assert platform.answer() == WEST
    platform.aws.ask("DELETE", "blackout", {"region": EAST})
    assert platform.answer() == EAST, (
        "without a failover control engaged, an endpoint that is back takes its traffic back"
    )


def test_a_dead_standby_takes_nothing_away_from_the_serving_region(platform: Platform) -> None:
    platform.aws.ask("POST", "blackout", {"region": WEST})
    assert platform.answer() == EAST


def test_a_bad_deployment_moves_nobody_to_a_region_that_cannot_write(platform: Platform) -> None:
    scale(platform.aws, platform.services[EAST], 0)
    assert platform.answer() == EAST, "the primary goes by its check, not by its targets"


def test_a_standby_without_tasks_is_not_answered_even_for_a_dead_primary(platform: Platform) -> None:
    scale(platform.aws, platform.services[WEST], 0)
    platform.aws.ask("POST", "blackout", {"region": EAST})
    assert platform.answer() == EAST
    assert "has no target" in platform.ask()["chain"][1]["reason"]
    scale(platform.aws, platform.services[WEST], 1)
    assert platform.answer() == WEST, "one running task is enough"


def test_a_standby_whose_tasks_are_all_ill_is_not_answered_either(platform: Platform) -> None:
    for target in platform.aws.client("elbv2", WEST).describe_target_health(
        TargetGroupArn=platform.services[WEST].group_arn
    )["TargetHealthDescriptions"]:
        platform.aws.ask("POST", "endpoint-health", {"host": target["Target"]["Id"], "healthy": False})
    platform.aws.ask("POST", "blackout", {"region": EAST})
    assert platform.answer() == EAST
    assert "no healthy target" in platform.ask()["chain"][1]["reason"]


@pytest.mark.parametrize("asked_from", [EAST, WEST])
def test_by_latency_each_client_is_sent_to_its_region(platform: Platform, asked_from: str) -> None:
    platform.point_at("latency")
    assert platform.answer(asked_from) == asked_from


@pytest.mark.parametrize(("dark", "left"), [(EAST, WEST), (WEST, EAST)])
@pytest.mark.parametrize("asked_from", [EAST, WEST])
def test_by_latency_everybody_leaves_a_dark_region(platform: Platform, dark: str, left: str, asked_from: str) -> None:
    platform.point_at("latency")
    platform.aws.ask("POST", "blackout", {"region": dark})
    assert platform.answer(asked_from) == left


def test_by_latency_a_region_without_tasks_is_left_out(platform: Platform) -> None:
    platform.point_at("latency")
    scale(platform.aws, platform.services[EAST], 0)
    assert platform.answer(EAST) == WEST


def test_the_name_has_an_answer_at_every_step_of_a_change_of_strategy(platform: Platform) -> None:
    for entry in ("latency", "failover", "latency"):
        platform.point_at(entry)
        for asked_from in (EAST, WEST):
            assert platform.ask(asked_from)["destination"]["kind"] == "load-balancer"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("name=origin.shop.example.com&from=mars-1", "mars-1"),
        ("name=weighted.shop.example.com&from=us-east-1", "weighted"),
        ("name=orphan.shop.example.com&from=us-east-1", "unpredictable"),
    ],
)
def test_what_nobody_can_tell_is_refused(platform: Platform, query: str, named: str) -> None:
    platform.point_at("latency")
    zone, gone = platform.zone, endpoint_check(platform.aws, "gone.example.com")
    zone.upsert(zone.record("weighted", SetIdentifier="a", Weight=1), zone.record("orphan", HealthCheckId=gone))
    platform.aws.client("route53").delete_health_check(HealthCheckId=gone)
    with pytest.raises(CloudError, match=named):
        platform.aws.ask("GET", f"resolve?{query}")


def test_another_account_has_other_zones(platform: Platform) -> None:
    found = platform.aws.ask("GET", "resolve?name=origin.shop.example.com&from=us-east-1&account=111122223333")
    assert found["destination"]["kind"] == "elsewhere"


# The last two engage the failover control, which stays engaged for as long as the metric is silent.


def test_one_write_in_the_other_region_takes_over_and_stays(platform: Platform) -> None:
    platform.take_over(EAST, WEST)
    assert platform.answer() == WEST
    platform.aws.ask("POST", "blackout", {"region": EAST})
    assert platform.answer() == WEST
    platform.aws.ask("DELETE", "blackout", {"region": EAST})
    assert platform.answer() == WEST, "a region that comes back takes no traffic until someone decides it"
    platform.point_at("latency")
    assert platform.answer(EAST) == WEST, "the switch holds in the latency set too"


def test_a_switch_that_was_thrown_at_a_region_holds_when_the_other_goes_dark(platform: Platform) -> None:
    platform.take_over(EAST, WEST)
    platform.aws.ask("POST", "blackout", {"region": WEST})
    found = platform.ask()
    assert found["destination"]["region"] == EAST, "with both sides unhealthy, the primary answers"
    assert "was last beyond its threshold" in found["chain"][1]["candidates"][0]["why"]
