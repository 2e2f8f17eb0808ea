"""Tables and their replicas."""

import pytest

from disaster_recovery.dynamodb_replica import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown

_WEST = {"regionName": "us-west-2"}


def _table(*replicas: object, **props: object) -> list[Declared]:
    root = stack_root(peer_region="us-west-2")
    return [root, Declared("aws:dynamodb/table:Table", "orders", {"replicas": list(replicas), **props})]


def _apart(region: str) -> list[Declared]:
    root, table = _table()
    replica = Declared(
        "aws:dynamodb/tableReplica:TableReplica",
        "replica",
        refs={"globalTableArn": [table]},
        provider={"region": region},
    )
    return [root, table, replica]


_STRONG = {**_WEST, "consistencyMode": "STRONG"}
CASES = (
    passes("a replica in the other region", _table(_WEST)),
    passes("a replica as a resource of its own", _apart("us-west-2")),
    passes("strongly consistent, with a witness", _table(_STRONG, globalTableWitness={"regionName": "us-east-2"})),
    passes(
        "any region, where nobody says which",
        [Declared("aws:dynamodb/table:Table", "orders", {"replicas": [{"regionName": "eu-west-1"}]})],
    ),
    absent("no replica", _table(), "no replica in the other region"),
    fails("a replica in a third region", _table({"regionName": "eu-west-1"}), "no replica in the other region"),
    fails("a resource of its own in a third region", _apart("eu-west-1"), "no replica in the other region"),
    fails("strongly consistent over two regions", _table(_STRONG), "globalTableWitness"),
    unknown("a region that is not known", _table({"regionName": UNKNOWN}), "regionName is not known yet"),
    passes("strongly consistent over three regions", _table(_STRONG, {**_STRONG, "regionName": "us-east-2"})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
