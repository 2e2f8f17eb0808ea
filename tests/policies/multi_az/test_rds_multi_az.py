"""Database instances outside Aurora."""

import pytest

from multi_az.rds_multi_az import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _instance(**props: object) -> list[Declared]:
    return [Declared("aws:rds/instance:Instance", "ledger", props)]


CASES = (
    passes("a standby", _instance(multiAz=True)),
    passes("a read replica is a copy already", _instance(replicateSourceDb="ledger-primary")),
    absent("nothing is said, and the default is none", _instance(), "multiAz"),
    fails("no standby", _instance(multiAz=False), "multiAz"),
    passes(
        "a read replica of an instance of the stack",
        [
            (primary := Declared("aws:rds/instance:Instance", "ledger", {"multiAz": True})),
            Declared(
                "aws:rds/instance:Instance", "copy", {"replicateSourceDb": UNKNOWN}, {"replicateSourceDb": [primary]}
            ),
        ],
    ),
    unknown("a source that may turn out to be none", _instance(replicateSourceDb=UNKNOWN), "replicateSourceDb is not"),
    unknown("a switch that is not known", _instance(multiAz=UNKNOWN), "multiAz is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
