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
    unknown("a switch that is not known", _instance(multiAz=UNKNOWN), "multiAz is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
