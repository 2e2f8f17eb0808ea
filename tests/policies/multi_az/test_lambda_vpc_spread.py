"""Functions inside a VPC."""

import pytest

from multi_az.lambda_vpc_spread import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets


def _function(*zones: object) -> list[Declared]:
    found = subnets(*zones)
    props = {"vpcConfig": {"subnetIds": UNKNOWN, "securityGroupIds": []}}
    return [*found, Declared("aws:lambda/function:Function", "resize", props, refs={"vpcConfig": found})]


CASES = (
    passes("three zones", _function(*THREE)),
    absent("no VPC", [Declared("aws:lambda/function:Function", "resize")]),
    absent(
        "a VPC that was taken away",
        [Declared("aws:lambda/function:Function", "resize", {"vpcConfig": {"subnetIds": []}})],
    ),
    fails("three subnets in two zones", _function(*TWO), "2 of at least 3"),
    unknown("subnets that nothing is known of", _function(), "subnetIds is not known yet"),
    unknown("a zone that is not known", _function(UNKNOWN, *THREE[:2]), "availabilityZone is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
