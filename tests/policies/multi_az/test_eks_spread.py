"""Where clusters, nodes and profiles stand."""

import pytest

from multi_az.eks_spread import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets

_CLUSTER, _NODES = "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup"


def _cluster(*zones: object) -> list[Declared]:
    found = subnets(*zones)
    return [*found, Declared(_CLUSTER, "shop", {"vpcConfig": {"subnetIds": UNKNOWN}}, refs={"vpcConfig": found})]


def _nodes(*zones: object, least: object = 3) -> list[Declared]:
    found = subnets(*zones)
    props = {"subnetIds": UNKNOWN, "scalingConfig": {"minSize": least}}
    return [*found, Declared(_NODES, "nodes", props, refs={"subnetIds": found})]


def _zonal(*zones: str) -> list[Declared]:
    cluster, found = Declared(_CLUSTER, "shop", {"vpcConfig": {"subnetIds": UNKNOWN}}), subnets(*THREE)
    cluster.refs = {"vpcConfig": found}
    chosen = [each for each in found if each.props["availabilityZone"] in zones]
    groups = [
        Declared(
            _NODES,
            f"nodes-{each.name}",
            {"subnetIds": [UNKNOWN], "scalingConfig": {"minSize": 1}},
            refs={"subnetIds": [each], "clusterName": [cluster]},
        )
        for each in chosen
    ]
    return [cluster, *found, *groups]


CASES = (
    passes("a cluster in three zones", _cluster(*THREE)),
    passes("nodes in three zones", _nodes(*THREE)),
    passes("a node group for each zone, on purpose", _zonal(*THREE), zonalNodeGroups=True),
    fails("a cluster in two zones", _cluster(*TWO), "2 of at least 3"),
    fails("nodes in two zones", _nodes(*TWO), "2 of at least 3"),
    fails("too few nodes", _nodes(*THREE, least=1), "scalingConfig.minSize"),
    fails("a node group for each of two zones", _zonal(*THREE[:2]), "2 of at least 3", zonalNodeGroups=True),
    fails(
        "a profile in one zone",
        [Declared("aws:eks/fargateProfile:FargateProfile", "shop", {"subnetIds": ["subnet-0123"]})],
        "fewer subnets",
    ),
    absent("a cluster without subnets", [Declared(_CLUSTER, "shop")], "no stack that was shown"),
    unknown("a zone that is not known", _cluster(UNKNOWN, *THREE[:2]), "availabilityZone is not known yet"),
    passes("no nodes in a region that stands by", [stack_root(region_role="pilot"), *_nodes(*THREE, least=0)]),
    fails(
        "a profile in one zone, whatever the nodes do",
        [Declared("aws:eks/fargateProfile:FargateProfile", "shop", {"subnetIds": ["subnet-0123"]})],
        "fewer subnets",
        zonalNodeGroups=True,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
