"""Rule az-eks-spread."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import number
from framework.region_role import REGION_ROLE, SERVING, region_role_of
from framework.rule import Severity, StackRule, WhenUnknown, setting
from multi_az.zones import NETWORKED, READS, short_of_zones, subnets_of, zones_of

_CLUSTER, _NODES = "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup"
_FARGATE = "aws:eks/fargateProfile:FargateProfile"


def check(resource: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Control plane, nodes and profiles alike."""
    least = settings.count("minAzs")
    if resource.resource_type == _CLUSTER:
        yield from short_of_zones(stack, resource, "vpcConfig.subnetIds", least)
    elif resource.resource_type == _FARGATE or not settings.values["zonalNodeGroups"]:
        yield from short_of_zones(stack, resource, "subnetIds", least)
    else:
        yield from _together(resource, stack, least)
    if resource.resource_type == _NODES and region_role_of(stack, settings) == SERVING:
        fewest = 1 if settings.values["zonalNodeGroups"] else least
        if number(resource.props, "scalingConfig.minSize") < fewest:
            yield f"may shrink below {fewest} nodes (scalingConfig.minSize)"


def _together(group: Node, stack: Stack, least: int) -> Iterator[str]:
    clusters = {id(each) for each in stack.linked(group, "clusterName", _CLUSTER)}
    siblings = [
        each
        for each in stack.of(_NODES)
        if each is group or clusters & {id(one) for one in stack.linked(each, "clusterName", _CLUSTER)}
    ]
    zones = zones_of(subnet for each in siblings for subnet in subnets_of(stack, each, "subnetIds"))
    if len(zones) < least:
        yield f"and the other node groups of its cluster stand in {len(zones)} of at least {least} Availability Zones"


RULE = StackRule(
    id="az-eks-spread",
    title="A cluster, its nodes and its Fargate profiles stand in three Availability Zones.",
    breaks="When a zone fails, pods have nowhere to go.",
    instead="give subnetIds of three zones to the cluster and to each node group and profile, and a minSize of "
    "three; where each node group has a zone of its own on purpose, set zonalNodeGroups.",
    severity=Severity.HIGH,
    references=("REL10-BP01",),
    reads={
        _CLUSTER: ("vpcConfig.subnetIds",),
        _NODES: ("subnetIds", "scalingConfig.minSize", "clusterName"),
        _FARGATE: ("subnetIds",),
        **READS,
    },
    subjects=(_CLUSTER, _NODES, _FARGATE),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        **NETWORKED,
        **REGION_ROLE,
        "zonalNodeGroups": setting("boolean", False, "Whether node groups cover the zones together."),  # noqa: FBT003
    },
    check=check,
)
