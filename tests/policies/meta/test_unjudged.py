"""What no rule looks into is said."""

import pytest

from meta.unjudged import RULE
from tests.policies.bench import Declared, stack_root
from tests.policies.cases import Case, fails, passes

_EAST = {"region": "us-east-1"}
CASES = (
    passes(
        "a queue and a component",
        [stack_root(), Declared("aws:sqs/queue:Queue", "orders", provider=_EAST), Declared("shop:index:Shop", "shop")],
    ),
    passes(
        "a package that was looked at",
        [stack_root(), Declared("gcp:storage/bucket:Bucket", "copy", provider={})],
        knownPackages=["aws", "gcp"],
    ),
    fails(
        "another package",
        [stack_root(), Declared("aws-native:rds:DBCluster", "database", provider=_EAST)],
        "1 of the package aws-native",
    ),
    fails(
        "a data store that nobody knows",
        [stack_root(), Declared("aws:docdb/cluster:Cluster", "documents", provider=_EAST)],
        "holds documents, a data store",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)


def test_it_is_advice() -> None:
    assert not RULE.mandatory
