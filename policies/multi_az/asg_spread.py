"""Rule az-asg-spread."""

from collections.abc import Iterator

from pulumi_policy.proxy import UnknownValueError

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import names, number, objects, present, text
from framework.region_role import REGION_ROLE, SERVING, region_role_of
from framework.rule import Severity, StackRule, WhenUnknown
from multi_az.zones import NETWORKED, READS, short_of_zones

_GROUP = "aws:autoscaling/group:Group"
_TRAFFIC = ("targetGroupArns", "trafficSources", "loadBalancers")


def check(group: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """By subnets, or by names of zones where it has none."""
    least = settings.count("minAzs")
    if present(group.props, "vpcZoneIdentifiers"):
        yield from short_of_zones(stack, group, "vpcZoneIdentifiers", least)
    elif len(set(names(group.props, "availabilityZones"))) < least:
        yield f"names fewer than {least} Availability Zones (availabilityZones)"
    if region_role_of(stack, settings) == SERVING and number(group.props, "minSize") < least:
        yield f"may shrink below {least} instances (minSize)"
    if any(_some(group, key) for key in _TRAFFIC) and text(group.props, "healthCheckType", "EC2") != "ELB":
        yield "does not replace an instance that its load balancer finds ill (healthCheckType)"


def _some(group: Node, key: str) -> bool:
    read = objects if key == "trafficSources" else names
    try:
        return any(True for _ in read(group.props, key))
    except UnknownValueError:
        return True


RULE = StackRule(
    id="az-asg-spread",
    title="A group of instances stands in three Availability Zones, with an instance for each.",
    breaks="When a zone fails, a group in too few zones has nothing left, or waits for instances when everybody does.",
    instead="give vpcZoneIdentifiers of three zones, minSize of at least three, and healthCheckType ELB behind a "
    "load balancer.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "FSBP AutoScaling.1", "FSBP AutoScaling.2"),
    reads={
        _GROUP: ("vpcZoneIdentifiers", "availabilityZones", "minSize", "healthCheckType", *_TRAFFIC),
        **READS,
    },
    subjects=(_GROUP,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={**NETWORKED, **REGION_ROLE},
    left_out={
        _GROUP: dict.fromkeys(_TRAFFIC[:1], "nothing sends requests to the group, so nobody finds instances ill.")
    },
    otherwise={_GROUP: {"targetGroupArns": "what is not known yet counts as a load balancer, which is the stricter."}},
    check=check,
)
