"""What clients get while a stack runs: looked up after each operation, from three places of the world."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sandbox.engine.events import Event, Operation, Status, StepEvent
from tests.sandbox.sandboxes import Sandbox

NAME, ZONE = "origin.shop.example.com", "shop.example.com."
PLACES = ("us-east-1", "us-west-2", "eu-west-1")
CHANGING = frozenset({Operation.CREATE, Operation.UPDATE, Operation.REPLACE, Operation.DELETE})
# How Route 53's API writes a routing policy into a record set.
_POLICIES = (
    "Failover",
    "Region",
    "Weight",
    "GeoLocation",
    "GeoProximityLocation",
    "MultiValueAnswer",
    "CidrRoutingConfig",
)


@dataclass(frozen=True)
class Answer:
    """Where a client is sent, and how many targets are well there. No region: nowhere."""

    region: str
    healthy_targets: int


@dataclass(frozen=True)
class Sighting:
    """What was seen after one operation. `policies` are those of all record sets of one name and type."""

    after: str
    answers: Mapping[str, Answer]
    policies: Mapping[tuple[str, str], frozenset[str]]

    @property
    def mixed(self) -> list[tuple[str, str]]:
        """Names under which two policies stand."""
        return [name for name, policies in self.policies.items() if len(policies) > 1]


@dataclass
class Watch:
    """A sink that looks after each operation that changed something."""

    sandbox: Sandbox
    sightings: list[Sighting] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Operations end in several threads.
        self._one_at_a_time = threading.Lock()
        self._client = cache(self.sandbox.clients.of)

    def __call__(self, event: Event) -> None:
        """See Sink."""
        if isinstance(event, StepEvent) and event.status is Status.DONE and event.change.operation in CHANGING:
            with self._one_at_a_time:
                self.look(f"{event.change.operation} {event.change.name}")

    def look(self, after: str) -> None:
        """Keep what is seen now."""
        self.sightings.append(Sighting(after, {place: self._answer(place) for place in PLACES}, self._policies()))

    def _answer(self, place: str) -> Answer:
        resolution = self.sandbox.cloud.ask("GET", f"/_sandbox/resolve?name={NAME}&from={place}")
        destination = resolution["destination"]
        if destination["kind"] != "load-balancer":
            return Answer("", 0)
        (name,) = destination["values"]
        return Answer(destination["region"], self._healthy_targets(destination["region"], name))

    def _healthy_targets(self, region: str, name: str) -> int:
        elb = self._client("elbv2", region)
        (arn,) = [
            each["LoadBalancerArn"]
            for each in elb.describe_load_balancers()["LoadBalancers"]
            if each["DNSName"] == name
        ]
        return sum(
            target["TargetHealth"]["State"] == "healthy"
            for group in elb.describe_target_groups(LoadBalancerArn=arn)["TargetGroups"]
            for target in elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
        )

    def _policies(self) -> dict[tuple[str, str], frozenset[str]]:
        route53 = self._client("route53", "us-east-1")
        (zone,) = [zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"] if zone["Name"] == ZONE]
        found: dict[tuple[str, str], set[str]] = {}
        for record in route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="300")["ResourceRecordSets"]:
            policies = found.setdefault((record["Name"], record["Type"]), set())
            policies.add(_policy(record))
        return {name: frozenset(policies) for name, policies in found.items()}


def _policy(record: Mapping[str, Any]) -> str:
    return next((policy for policy in _POLICIES if policy in record), "simple")
