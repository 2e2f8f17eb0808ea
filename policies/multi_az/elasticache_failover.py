"""Rule az-elasticache-failover."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack, settled
from framework.peer import NETWORK_STATE
from framework.reading import is_on, number, present, text
from framework.region_role import PILOT, PROVISIONED_AS, provisioned_as
from framework.rule import Severity, StackRule, WhenUnknown, setting
from multi_az.zones import READS, short_of_zones

_GROUP, _CLUSTER = "aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/cluster:Cluster"
_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
_PAIR = 2


def check(cache: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """A replica in another zone, and the will to use it."""
    if present(cache.props, "subnetGroupName"):
        yield from short_of_zones(stack, cache, "subnetGroupName", settings.count("minAzs"))
    if provisioned_as(stack, settings) in settings.names("singleNodeRoles"):
        return
    if cache.resource_type == _CLUSTER:
        yield from _cluster(cache)
        return
    for key in ("automaticFailoverEnabled", "multiAzEnabled"):
        if not is_on(cache.props, key):
            yield f"does not fail over to another Availability Zone ({key})"
    if not settled(cache, "globalReplicationGroupId") and _is_single(cache):
        yield "has no replica (numCacheClusters, or replicasPerNodeGroup)"


def _is_single(cache: Node) -> bool:
    return number(cache.props, "numCacheClusters", 1) < _PAIR and number(cache.props, "replicasPerNodeGroup") < 1


def _cluster(cache: Node) -> Iterator[str]:
    if text(cache.props, "engine") == "memcached":
        if text(cache.props, "azMode") != "cross-az":
            yield "has all its nodes in one Availability Zone (azMode)"
    elif not settled(cache, "replicationGroupId"):
        yield "is a node that nothing replaces"


RULE = StackRule(
    id="az-elasticache-failover",
    title="A cache has a replica in another Availability Zone, and fails over to it.",
    breaks="The loss of a zone empties the cache, and every request falls on the database at once.",
    instead="declare an aws:elasticache/replicationGroup:ReplicationGroup with automaticFailoverEnabled, "
    "multiAzEnabled and two nodes or more. A pilot light may have one: export region_role pilot.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "FSBP ElastiCache.3", "CKV2_AWS_50"),
    reads={
        _GROUP: (
            "automaticFailoverEnabled",
            "multiAzEnabled",
            "numCacheClusters",
            "replicasPerNodeGroup",
            "globalReplicationGroupId",
            "subnetGroupName",
        ),
        _CLUSTER: ("engine", "azMode", "replicationGroupId", "subnetGroupName"),
        _SUBNETS: ("subnetIds",),
        **READS,
    },
    subjects=(_GROUP, _CLUSTER),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        "minAzs": setting("integer", 2, "Fewest Availability Zones of the subnet group.", minimum=1),
        **PROVISIONED_AS,
        **NETWORK_STATE,
        "singleNodeRoles": setting(
            "array", [PILOT], "Region roles in which one node is enough.", items={"type": "string"}
        ),
    },
    left_out={
        _GROUP: {
            "subnetGroupName": "the group `default` has the default subnet of each zone (ElastiCache User Guide, "
            "Subnets and subnet groups)."
        },
        STACK: {"provisioned_as": "its region role decides (setting provisionedAsOutput)."},
    },
    check=check,
)
