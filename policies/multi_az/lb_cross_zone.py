"""Rule az-lb-cross-zone."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import get, is_on, text
from framework.rule import ResourceRule, Severity

_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """Application load balancers always spread; the others begin with their own zone only."""
    if resource.resource_type in _BALANCERS:
        zonal = text(resource.props, "loadBalancerType", "application") in {"network", "gateway"}
        if zonal and not is_on(resource.props, "enableCrossZoneLoadBalancing"):
            yield "sends requests only to targets of the zone that they came in by"
    elif _is_off(resource):
        yield "keeps requests in the zone that they came in by (loadBalancingCrossZoneEnabled)"


def _is_off(resource: Resource) -> bool:
    # A third value leaves it to the load balancer, so it is a text.
    key = "loadBalancingCrossZoneEnabled"
    found = get(resource.props, key)
    return not found if isinstance(found, bool) else text(resource.props, key).lower() == "false"


RULE = ResourceRule(
    id="az-lb-cross-zone",
    title="Requests reach the targets of every Availability Zone.",
    breaks="A zone without healthy targets answers with errors although other zones have some.",
    instead="set enableCrossZoneLoadBalancing to true on a network or gateway load balancer, and leave "
    "loadBalancingCrossZoneEnabled of the target group at use_load_balancer_configuration.",
    severity=Severity.MEDIUM,
    references=("REL11-BP02", "CKV_AWS_152"),
    reads={
        **dict.fromkeys(_BALANCERS, ("loadBalancerType", "enableCrossZoneLoadBalancing")),
        **dict.fromkeys(_GROUPS, ("loadBalancingCrossZoneEnabled",)),
    },
    left_out={
        _BALANCERS[0]: {
            "loadBalancerType": "application by default (Elastic Load Balancing API, CreateLoadBalancer), and those "
            "always reach every zone (User Guide for Application Load Balancers, Cross-zone load balancing)."
        },
        _GROUPS[0]: {
            "loadBalancingCrossZoneEnabled": "the group does as its load balancer (Elastic Load Balancing API, "
            "TargetGroupAttribute)."
        },
    },
    check=check,
)
