"""Gathers what Route 53 knows at the moment of a query: zones, checks, metrics, load balancers and their targets."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.cloud.dns.alarms import Condition, last_reading, reading_at
from sandbox.cloud.dns.answer import LoadBalancer, Resolution, World, is_load_balancer, load_balancer_name, resolve
from sandbox.cloud.dns.checks import METRIC, Check, Evidence, MetricHistory, Verdict, verdict_on
from sandbox.cloud.dns.records import Policy, RecordSet, Zone, plain_name, zone_of
from sandbox.cloud.dns.zones import ZoneReader
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.faults import Faults
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.iam.account import DEFAULT_ACCOUNT
from sandbox.cloud.request import Scope
from sandbox.cloud.targets import Targets

_CLOUDWATCH = "GraniteServiceVersion20100801"
_LONGEST_WAY = 16
_ELSEWHERE = ("ns1.elsewhere.example", "ns2.elsewhere.example")


@dataclass(frozen=True)
class WatchedCheck:
    """A check, whose it is, and since when it watches."""

    check: Check
    account: str
    since: float


class Observer:
    """Sees with the emulator's eyes. The checks are those that HealthChecks was told of."""

    def __init__(self, emulator: Emulator, targets: Targets, health: EndpointHealth, faults: Faults) -> None:
        self._emulator, self._targets, self._health, self._faults = emulator, targets, health, faults
        self._reader = ZoneReader(emulator)
        self.checks: dict[str, WatchedCheck] = {}

    async def resolve(self, name: str, kind: str, asked_from: str, account: str = DEFAULT_ACCOUNT) -> Resolution:
        """What Route 53 answers now. Raises ValueError where nobody can tell."""
        zones = await self._reader.public_zones(account)
        evidence = await self._evidence(account, zones)
        balancers = await self._load_balancers(account, (record for zone in zones for record in zone.records))
        world = World(zones, lambda check_id: verdict_on(check_id, evidence), balancers)
        return resolve(name, kind, asked_from, world)

    async def name_servers(self, name: str, account: str = DEFAULT_ACCOUNT) -> list[str]:
        """Who the world is told serves a name: its hosted zone's. A domain of others has none below it."""
        is_below = plain_name(name).count(".") > 1
        return await self._reader.name_servers(name, account) or ([] if is_below else list(_ELSEWHERE))

    async def verdicts(self, account: str = DEFAULT_ACCOUNT) -> dict[str, Verdict]:
        """What Route 53 thinks of every check now."""
        evidence = await self._evidence(account, await self._reader.public_zones(account))
        return {check_id: verdict_on(check_id, evidence) for check_id in evidence.checks}

    async def _evidence(self, account: str, zones: Sequence[Zone]) -> Evidence:
        watched = {key: value for key, value in self.checks.items() if value.account == account}
        metrics = {key: await self._history(value) for key, value in watched.items() if value.check.type == METRIC}
        checks = {key: value.check for key, value in watched.items()}
        return Evidence(checks, metrics, lambda host: self._answers(host, zones))

    def _answers(self, host: str, zones: Sequence[Zone]) -> Verdict:
        if not self._health.is_healthy(host):
            return Verdict(healthy=False, why=f"{host} does not answer")
        region = region_behind(host, zones)
        if region in self._faults.dark_regions:
            return Verdict(healthy=False, why=f"{host} stands in {region}, which is dark")
        return Verdict(healthy=True, why=f"{host} answers")

    async def _history(self, watched: WatchedCheck) -> MetricHistory:
        condition, now = watched.check.condition, time.time()
        assert condition is not None  # noqa: S101 - HealthChecks takes no check of a metric without one
        points = await self._points(watched, condition, now)
        if watched.check.alarm_region in self._faults.dark_regions:
            # What was said before is known; nothing new comes out of a dark region.
            return MetricHistory(reading_at(condition, {}, now), last_reading(condition, points, now))
        return MetricHistory(reading_at(condition, points, now), last_reading(condition, points, now))

    async def _points(self, watched: WatchedCheck, condition: Condition, now: float) -> Mapping[int, float]:
        dimensions = [{"Name": name, "Value": value} for name, value in condition.dimensions]
        metric = {"Namespace": condition.namespace, "MetricName": condition.metric, "Dimensions": dimensions}
        query = {"Metric": metric, "Period": condition.period, "Stat": condition.statistic}
        answer = await self._emulator.ask_json(
            Scope(watched.account, watched.check.alarm_region),
            service="monitoring",
            target=f"{_CLOUDWATCH}.GetMetricData",
            payload={
                "StartTime": watched.since - condition.window_seconds,
                "EndTime": now + 1,
                "MetricDataQueries": [{"Id": "watched", "MetricStat": query}],
            },
        )
        (result,) = json.loads(answer.body)["MetricDataResults"]
        return dict(zip(result["Timestamps"], result["Values"], strict=True))

    async def _load_balancers(self, account: str, records: Iterable[RecordSet]) -> dict[str, LoadBalancer]:
        names = {load_balancer_name(r.alias.name) for r in records if r.alias and is_load_balancer(r.alias.name)}
        found: dict[str, LoadBalancer] = {}
        for region in sorted({region_of(name) for name in names}):
            scope = Scope(account, region)
            root = await self._targets.ask_elb(scope, Action="DescribeLoadBalancers")
            for member in root.iterfind("DescribeLoadBalancersResult/LoadBalancers/member"):
                name = plain_name(text(member, "DNSName"))
                if name in names:
                    verdict = await self._balancer_verdict(scope, text(member, "LoadBalancerArn"), name)
                    found[name] = LoadBalancer(region, verdict)
        return found

    async def _balancer_verdict(self, scope: Scope, arn: str, name: str) -> Verdict:
        """Every target group with targets needs a healthy one, and one without targets is unhealthy.

        https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
        """
        if scope.region in self._faults.dark_regions:
            return Verdict(healthy=False, why=f"{name} stands in {scope.region}, which is dark")
        groups = await self._targets.groups_behind(scope, arn)
        for group in sorted(groups):
            targets = await self._targets.of(scope, group) or []
            if not any(target.is_healthy for target in targets):
                lack = "no healthy target" if targets else "no target"
                return Verdict(healthy=False, why=f"the target group {group.split('/')[1]} behind {name} has {lack}")
        found = "every target group has a healthy target" if groups else "no target group is unhealthy"
        return Verdict(healthy=True, why=f"{found} behind {name}")


def region_of(load_balancer: str) -> str:
    """The region in a load balancer's name."""
    return load_balancer.removesuffix(".elb.amazonaws.com").rpartition(".")[2]


def region_behind(host: str, zones: Sequence[Zone]) -> str:
    """The region that a name leads to by records that leave no choice, or nothing."""
    name = load_balancer_name(plain_name(host))
    for _ in range(_LONGEST_WAY):
        if is_load_balancer(name):
            return region_of(name)
        zone = zone_of(name, zones)
        group = zone.named(name, "A") if zone else []
        if len(group) != 1 or group[0].policy is not Policy.SIMPLE or group[0].alias is None:
            return ""
        name = load_balancer_name(group[0].alias.name)
    return ""
