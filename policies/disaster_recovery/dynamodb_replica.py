"""Rule dr-dynamodb-replica."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import entries, get, present
from framework.regions import PEER_REGION, peer_region, reaches, region_of
from framework.rule import Severity, StackRule

_TABLE, _REPLICA = "aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"


def check(table: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Replicas are written inside the table or as resources of their own."""
    replicas = list(entries(table.props, "replicas"))
    regions = {str(get(replica, "regionName", "")) for replica in replicas}
    regions |= {region_of(replica) for replica in stack.referring(table, "globalTableArn", _REPLICA)}
    if not reaches(regions - {""}, peer_region(stack, settings)):
        yield "has no replica in the other region (replicas)"
    strong = any(get(replica, "consistencyMode") == "STRONG" for replica in replicas)
    if strong and len(replicas) == 1 and not present(table.props, "globalTableWitness"):
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
        _TABLE: ("replicas.regionName", "replicas.consistencyMode", "globalTableWitness"),
        _REPLICA: ("globalTableArn", "region"),
    },
    subjects=(_TABLE,),
    settings=PEER_REGION,
    check=check,
)
