"""Instances of a cluster, and their zones."""

import pytest

from multi_az.aurora_writer_reader import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.exports import exported
from tests.policies.network import THREE, TWO, subnets

_CLUSTER, _GROUP = "aws:rds/cluster:Cluster", "aws:rds/subnetGroup:SubnetGroup"


def _cluster(
    *instances: dict[str, object],
    zones: tuple[object, ...] = THREE,
    region_role: str = "",
    provisioned_as: str = "",
    engine: object = "aurora-postgresql",
) -> list[Declared]:
    found = subnets(*zones, tier="Isolated")
    group = Declared(_GROUP, "group", {"subnetIds": UNKNOWN, "name": "database"}, refs={"subnetIds": found})
    props = {"engine": engine, "dbSubnetGroupName": "database"}
    cluster = Declared(_CLUSTER, "database", props, refs={"dbSubnetGroupName": [group]})
    members = [
        Declared(
            "aws:rds/clusterInstance:ClusterInstance", f"database-{number}", each, refs={"clusterIdentifier": [cluster]}
        )
        for number, each in enumerate(instances)
    ]
    said = {key: value for key, value in (("region_role", region_role), ("provisioned_as", provisioned_as)) if value}
    return [stack_root(**said), *found, group, cluster, *members]


def _in(zone: object, **changes: object) -> dict[str, object]:
    return {"availabilityZone": zone, "promotionTier": 1, "publiclyAccessible": False, **changes}


_PAIR = (_in("us-east-1a", promotionTier=0), _in("us-east-1b"))
CASES = (
    passes("a writer and a reader in two zones", _cluster(*_PAIR)),
    passes("a pilot light has one", _cluster(_PAIR[0], region_role="pilot")),
    passes(
        "a pilot light that serves after a failover", _cluster(_PAIR[0], region_role="serving", provisioned_as="pilot")
    ),
    fails(
        "a pilot after a failover, built to serve",
        _cluster(_PAIR[0], region_role="pilot", provisioned_as="serving"),
        "1 of",
    ),
    passes("Aurora chooses the zones", _cluster(_in(None), _in(None))),
    passes("a cluster of another engine has no instances of its own", _cluster(engine="postgres")),
    absent("no instance", _cluster(), "0 of at least 2"),
    fails("no instance in a pilot light either", _cluster(region_role="pilot"), "0 of at least 1"),
    fails("one instance", _cluster(_PAIR[0]), "1 of at least 2"),
    fails("both in one zone", _cluster(_PAIR[0], _in("us-east-1a")), "all its instances in one"),
    fails(
        "one of them is public", _cluster(_PAIR[0], _in("us-east-1b", publiclyAccessible=True)), "publiclyAccessible"
    ),
    fails("no second one is promoted early", _cluster(_PAIR[0], _in("us-east-1b", promotionTier=15)), "promotionTier"),
    fails("a subnet group over two zones", _cluster(*_PAIR, zones=TWO), "2 of at least 3"),
    unknown("a zone that is not known", _cluster(_PAIR[0], _in(UNKNOWN)), "availabilityZone is not known yet"),
    fails(
        "a subnet group of another stack's subnets",
        [
            Declared(
                _GROUP, "group", {"subnetIds": [f"subnet-of-private-{each}" for each in (1, 2, 3)], "name": "database"}
            ),
            Declared(_CLUSTER, "database", {"engine": "aurora-postgresql", "dbSubnetGroupName": "database"}),
        ],
        "2 of at least 3",
        networkState=exported(*subnets(*TWO, known=True)),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
