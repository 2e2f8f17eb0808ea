"""Endpoints and proxies in each zone."""

import pytest

from multi_az.endpoint_spread import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets

_KIND, _PROXY = "aws:ec2/vpcEndpoint:VpcEndpoint", "aws:rds/proxy:Proxy"


def _endpoint(*zones: object) -> list[Declared]:
    found = subnets(*zones)
    props = {"vpcEndpointType": "Interface", "subnetIds": UNKNOWN}
    return [*found, Declared(_KIND, "logs", props, refs={"subnetIds": found})]


CASES = (
    passes("three zones", _endpoint(*THREE)),
    passes("a gateway endpoint stands nowhere", [Declared(_KIND, "s3", {"vpcEndpointType": "Gateway"})]),
    absent("an endpoint is a gateway unless it says otherwise", [Declared(_KIND, "s3")]),
    fails("two zones", _endpoint(*TWO), "2 of at least 3"),
    fails("a proxy in one subnet", [Declared(_PROXY, "proxy", {"vpcSubnetIds": ["subnet-0123"]})], "fewer subnets"),
    unknown("a zone that is not known", _endpoint(UNKNOWN, *THREE[:2]), "availabilityZone is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
