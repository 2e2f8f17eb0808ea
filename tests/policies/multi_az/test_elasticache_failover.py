"""Caches and their replicas."""

import pytest

from multi_az.elasticache_failover import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, subnets

_KIND, _SUBNETS = "aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/subnetGroup:SubnetGroup"


def _cache(
    region_role: str = "", zones: tuple[object, ...] = THREE[:2], provisioned_as: str = "", **changes: object
) -> list[Declared]:
    found = subnets(*zones, tier="Isolated")
    group = Declared(_SUBNETS, "group", {"subnetIds": UNKNOWN, "name": "cache"}, refs={"subnetIds": found})
    props = {
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "numCacheClusters": 2,
        "subnetGroupName": "cache",
        **changes,
    }
    cache = Declared(_KIND, "cache", props, refs={"subnetGroupName": [group]})
    said = {key: value for key, value in (("region_role", region_role), ("provisioned_as", provisioned_as)) if value}
    return [stack_root(**said), *found, group, cache]


def _node(**props: object) -> list[Declared]:
    return [Declared("aws:elasticache/cluster:Cluster", "cache", props)]


CASES = (
    passes("a replica in another zone", _cache()),
    passes("replicas by shard", _cache(numCacheClusters=None, replicasPerNodeGroup=1)),
    passes("a pilot light has one node", _cache("pilot", numCacheClusters=1, automaticFailoverEnabled=False)),
    passes(
        "a pilot light that serves", _cache("serving", provisioned_as="pilot", numCacheClusters=1, multiAzEnabled=False)
    ),
    fails(
        "one node where it was built to serve",
        _cache("pilot", provisioned_as="serving", numCacheClusters=1),
        "no replica",
    ),
    passes("the global datastore says how many", _cache(numCacheClusters=None, globalReplicationGroupId="shop-global")),
    passes("memcached over zones", _node(engine="memcached", azMode="cross-az")),
    absent("a group that says nothing", [Declared(_KIND, "cache")], "multiAzEnabled"),
    fails("no failover", _cache(automaticFailoverEnabled=False), "automaticFailoverEnabled"),
    fails("one node", _cache(numCacheClusters=1), "no replica"),
    fails("one node in a standby that is warm", _cache("warm", numCacheClusters=1), "no replica"),
    fails("a subnet group in one zone", _cache(zones=(THREE[0], THREE[0])), "1 of at least 2"),
    fails("a single node", _node(engine="redis"), "nothing replaces"),
    fails("memcached in one zone", _node(engine="memcached"), "azMode"),
    unknown("a switch that is not known", _cache(multiAzEnabled=UNKNOWN), "multiAzEnabled is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
