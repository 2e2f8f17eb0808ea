"""Clusters and the global database that they belong to."""

from dataclasses import replace

import pytest

from disaster_recovery.aurora_global_member import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.exports import exported

_KIND, _GLOBAL = "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster"


def _cluster(region: str = "us-east-1", name: str = "database", **props: object) -> Declared:
    engine = {"engine": "aurora-postgresql", "globalClusterIdentifier": "shop"}
    return Declared(_KIND, name, {**engine, **props}, provider={"region": region})


_OTHER = exported(_cluster("us-west-2"))
_ALONE = exported(Declared("aws:sqs/queue:Queue", "orders"))
CASES = (
    passes("a member in each region, in one stack", [_cluster(), _cluster("us-west-2", "west")]),
    passes("the other member is in the other stack", [_cluster()], peerState=_OTHER),
    passes(
        "a database that was made from the cluster",
        [
            (first := _cluster(globalClusterIdentifier=None)),
            Declared(
                _GLOBAL, "global", {"sourceDbClusterIdentifier": UNKNOWN}, refs={"sourceDbClusterIdentifier": [first]}
            ),
        ],
    ),
    passes("other engines know no global database", [_cluster(engine="postgres", globalClusterIdentifier=None)]),
    absent("no global database", [_cluster(globalClusterIdentifier=None)], "in no global database"),
    fails("nobody in the other region", [_cluster()], "no member of its global database", peerState=_ALONE),
    fails(
        "a member of another database",
        [_cluster()],
        "no member",
        peerState=exported(_cluster("us-west-2", globalClusterIdentifier="blog")),
    ),
    fails(
        "two members in one region",
        [_cluster(), _cluster(name="second")],
        "no member of its global database",
        peerState=_ALONE,
    ),
    fails("a state that is not there", [_cluster()], "not there", peerState="/nowhere/dr-west.json"),
    unknown(
        "a database of the stack is one before it has an id",
        [
            (shop := Declared(_GLOBAL, "shop")),
            replace(_cluster(globalClusterIdentifier=UNKNOWN), refs={"globalClusterIdentifier": [shop]}),
        ],
        peerState=_OTHER,
    ),
    unknown(
        "an id that may turn out to be empty",
        [_cluster(globalClusterIdentifier=UNKNOWN)],
        "globalClusterIdentifier is not known yet",
        peerState=_OTHER,
    ),
    unknown("an engine that is not known", [_cluster(engine=UNKNOWN)], "engine is not known yet"),
    fails(
        "a cluster of another database in another region is no member",
        [_cluster(), _cluster("us-west-2", "blog", globalClusterIdentifier="blog")],
        "database has no member",
        peerState=_ALONE,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
