"""Rule dr-dynamodb-replica."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack, settled
from framework.reading import objects, text
from framework.regions import PEER_REGION, peer_region, reaches, region_of
from framework.rule import Severity, StackRule, WhenUnknown

_TABLE, _REPLICA = "aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"

# With the table's own region, a third one decides when one of them fails.
_THIRD = 2


def check(table: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Replicas are written inside the table or as resources of their own."""
    replicas = list(objects(table.props, "replicas"))
    inside = {region for replica in replicas if (region := text(replica, "regionName"))}
    apart = {region for each in stack.referring(table, "globalTableArn", _REPLICA) if (region := region_of(each))}
    if not reaches(inside | apart, peer_region(stack, settings)):
        yield "has no replica in the other region (replicas)"
    strong = any(text(replica, "consistencyMode") == "STRONG" for replica in replicas)
    if strong and len(inside) < _THIRD and not settled(table, "globalTableWitness.regionName"):
        yield "is strongly consistent over two regions, and stops when either fails (globalTableWitness)"


RULE = StackRule(
    id="dr-dynamodb-replica",
    title="A table has a replica in the other region.",
    breaks="With its region, the table and everything in it are gone until somebody restores a backup.",
    instead="add a replica with regionName of the other region to replicas, and a globalTableWitness in a third "
    "region where consistencyMode is STRONG.",
    severity=Severity.CRITICAL,
    references=("REL13-BP02",),
    reads={
        _TABLE: ("replicas.regionName", "replicas.consistencyMode", "globalTableWitness.regionName"),
        _REPLICA: ("globalTableArn", "region"),
    },
    subjects=(_TABLE,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings=PEER_REGION,
    left_out={
        STACK: {"peer_region": "any other region will do where nobody says which (setting peerRegion)."},
        _TABLE: {"replicas.consistencyMode": "EVENTUAL by default (DynamoDB API, ReplicationGroupUpdate)."},
    },
    check=check,
)
