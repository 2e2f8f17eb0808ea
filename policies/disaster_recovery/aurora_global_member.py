"""Rule dr-aurora-global-member."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack, settled
from framework.peer import PEER_STATE
from framework.reading import text, text_if_known
from framework.regions import region_of
from framework.rule import PeerUnseen, Severity, StackRule, WhenUnknown

_CLUSTER, _GLOBAL = "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster"


def check(cluster: Node, stack: Stack, _: Settings) -> Iterator[str | PeerUnseen]:
    """A global database with one member is a database with one region."""
    if not text(cluster.props, "engine", "aurora").startswith("aurora"):
        return
    named = settled(cluster, "globalClusterIdentifier")
    if not named and not stack.referring(cluster, "sourceDbClusterIdentifier", _GLOBAL):
        yield "is in no global database (globalClusterIdentifier)"
        return
    if any(_shares(cluster, other) and region_of(other) != region_of(cluster) for other in stack.of(_CLUSTER)):
        return
    if stack.peer is None:
        yield PeerUnseen("has a member of its global database in the other region")
    elif not any(_shares(cluster, other) for other in stack.peer.of(_CLUSTER)):
        yield "has no member of its global database in the other region"


def _shares(cluster: Node, other: Node) -> bool:
    """Two ids that are known have to be equal; one that is not cannot tell them apart."""
    if other is cluster or not settled(other, "globalClusterIdentifier"):
        return False
    mine, theirs = (text_if_known(each.props, "globalClusterIdentifier") for each in (cluster, other))
    return not mine or not theirs or mine == theirs


RULE = StackRule(
    id="dr-aurora-global-member",
    title="An Aurora cluster is a member of a global database that has a member in a second region.",
    breaks="With its region, the newest data is gone; what a backup holds is hours old.",
    instead="declare an aws:rds/globalCluster:GlobalCluster, and name it as globalClusterIdentifier of a cluster "
    "in each region.",
    severity=Severity.CRITICAL,
    references=("REL13-BP02",),
    reads={
        _CLUSTER: ("engine", "globalClusterIdentifier", "region"),
        _GLOBAL: ("sourceDbClusterIdentifier",),
    },
    subjects=(_CLUSTER,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings=PEER_STATE,
    conflicts=(
        "Most scanners are content with two zones or a copied snapshot: neither outlives a region within seconds.",
    ),
    left_out={_CLUSTER: {"engine": "the cluster is judged as one of Aurora, which is the stricter."}},
    check=check,
)
