"""Rule az-lb-three-azs."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import present
from framework.rule import Severity, StackRule, WhenUnknown
from multi_az.zones import NETWORKED, READS, short_of_zones

LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")


def check(balancer: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Subnets may be named in either of two ways."""
    path = "subnetMappings.subnetId" if present(balancer.props, "subnetMappings") else "subnets"
    if path == "subnets":
        yield from short_of_zones(stack, balancer, path, settings.count("minAzs"))
    else:
        yield from short_of_zones(stack, balancer, "subnetMappings", settings.count("minAzs"))


RULE = StackRule(
    id="az-lb-three-azs",
    title="A load balancer stands in three Availability Zones.",
    breaks="Targets in a zone that the load balancer does not stand in get no requests when the others fail.",
    instead="name one subnet of each of three zones in subnets or subnetMappings.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "FSBP ELB.13", "AWS Config elbv2-multiple-az"),
    reads={**dict.fromkeys(LOAD_BALANCERS, ("subnets", "subnetMappings.subnetId")), **READS},
    subjects=LOAD_BALANCERS,
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings=NETWORKED,
    conflicts=("AWS Config, Security Hub and Trusted Advisor are content with two zones; set `minAzs` to 2 to agree.",),
    check=check,
)
