"""Rule az-aurora-writer-reader."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.reading import is_on, number, present, text
from framework.region_role import PILOT, PROVISIONED_AS, SERVING, WARM, provisioned_as
from framework.rule import Severity, StackRule, WhenUnknown, setting
from multi_az.zones import GROUPS, NETWORKED, READS, short_of_zones

_CLUSTER, _INSTANCE = "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"
_GROUP = "aws:rds/subnetGroup:SubnetGroup"
_SECOND_TIER = 1


def check(cluster: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Aurora promotes a reader in another zone by itself, where there is one."""
    if not text(cluster.props, "engine", "aurora").startswith("aurora"):
        return
    if present(cluster.props, "dbSubnetGroupName"):
        yield from short_of_zones(stack, cluster, "dbSubnetGroupName", settings.count("minAzs"))
    instances = stack.referring(cluster, "clusterIdentifier", _INSTANCE)
    least = settings.counts("minInstances").get(provisioned_as(stack, settings), 1)
    if len(instances) < least:
        yield f"has {len(instances)} of at least {least} instances"
    if len(instances) > 1:
        yield from _several(instances)


def _several(instances: list[Node]) -> Iterator[str]:
    zones = {text(each.props, "availabilityZone") for each in instances}
    if "" not in zones and len(zones) == 1:
        yield "has all its instances in one Availability Zone"
    if len({is_on(each.props, "publiclyAccessible") for each in instances}) > 1:
        yield "has instances that the internet reaches beside others that it does not (publiclyAccessible)"
    if sum(number(each.props, "promotionTier") <= _SECOND_TIER for each in instances) < 2:  # noqa: PLR2004 - a pair
        yield "has no second instance that is promoted early (promotionTier 0 or 1)"


RULE = StackRule(
    id="az-aurora-writer-reader",
    title="An Aurora cluster has a writer and a reader in different Availability Zones.",
    breaks="Without a reader to promote, the loss of the writer's zone is an outage until a new instance is made.",
    instead="declare at least two aws:rds/clusterInstance:ClusterInstance in different zones, with promotionTier "
    "0 and 1, and a subnet group over three zones. A pilot light may have one: export region_role pilot.",
    severity=Severity.CRITICAL,
    references=("REL10-BP01", "FSBP RDS.15", "Trusted Advisor RDS DB clusters"),
    reads={
        _CLUSTER: ("engine", "dbSubnetGroupName"),
        _INSTANCE: ("clusterIdentifier", "availabilityZone", "publiclyAccessible", "promotionTier"),
        _GROUP: (GROUPS[_GROUP],),
        **READS,
    },
    subjects=(_CLUSTER,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        **NETWORKED,
        **PROVISIONED_AS,
        "minInstances": setting("object", {SERVING: 2, WARM: 2, PILOT: 1}, "Fewest instances by region role."),
    },
    left_out={
        _CLUSTER: {
            "engine": "the cluster is judged as one of Aurora, which is the stricter.",
            "dbSubnetGroupName": "the group `default` has the default subnet of each zone (RDS User Guide, Working "
            "with DB subnet groups).",
        },
        _INSTANCE: {
            "availabilityZone": "Aurora chooses an appropriate zone (RDS API, CreateDBInstance); the state says which.",
            "publiclyAccessible": "the provider's default is off.",
            "promotionTier": "the provider's default is 0, the first.",
        },
        STACK: {"provisioned_as": "its region role decides (setting provisionedAsOutput)."},
    },
    check=check,
)
