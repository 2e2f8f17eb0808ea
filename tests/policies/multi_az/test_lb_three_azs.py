"""Zones of load balancers."""

import pytest

from multi_az.lb_three_azs import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.exports import exported
from tests.policies.network import THREE, TWO, subnets

_KIND = "aws:lb/loadBalancer:LoadBalancer"


def _balancer(*zones: object, key: str = "subnets", value: object = UNKNOWN) -> list[Declared]:
    found = subnets(*zones)
    return [*found, Declared(_KIND, "entry", {key: value}, refs={key: found})]


def _known(*zones: str, take: int = 3) -> list[Declared]:
    found = subnets(*zones, known=True)
    ids = [each.props["id"] for each in found[:take]]
    return [*found, Declared(_KIND, "entry", {"subnets": ids}, refs={"subnets": found})]


CASES = (
    passes("three zones by the graph", _balancer(*THREE)),
    passes("three zones by ids", _known(*THREE)),
    passes("mappings of three subnets", _balancer(*THREE, key="subnetMappings", value=[{"subnetId": UNKNOWN}] * 3)),
    fails("three subnets in two zones", _balancer(*TWO), "2 of at least 3"),
    fails("ids count more than the graph", _known(*THREE, take=2), "fewer subnets than 3"),
    fails("three ids of two zones", _known(*TWO), "2 of at least 3"),
    fails("two mappings", _balancer(*THREE, key="subnetMappings", value=[{"subnetId": UNKNOWN}] * 2), "fewer subnets"),
    fails(
        "the older token", [Declared("aws:alb/loadBalancer:LoadBalancer", "entry", {"subnets": ["a", "b"]})], "fewer"
    ),
    absent("no subnets", [Declared(_KIND, "entry")], "no stack that was shown"),
    unknown(
        "subnets that nothing is known of", [Declared(_KIND, "entry", {"subnets": UNKNOWN})], "subnets is not known yet"
    ),
    unknown("two of unknown ids", _balancer(*THREE, value=[UNKNOWN, UNKNOWN]), "fewer subnets than 3"),
    unknown("a zone that is not known", _balancer(UNKNOWN, *THREE[:2]), "availabilityZone is not known yet"),
    passes(
        "ids of another stack whose state is shown",
        [Declared(_KIND, "entry", {"subnets": [f"subnet-of-private-{number}" for number in (1, 2, 3)]})],
        networkState=exported(*subnets(*THREE, known=True)),
    ),
    fails(
        "ids of another stack in two zones",
        [Declared(_KIND, "entry", {"subnets": [f"subnet-of-private-{number}" for number in (1, 2, 3)]})],
        "2 of at least 3",
        networkState=exported(*subnets(*TWO, known=True)),
    ),
    fails(
        "ids that are in no stack",
        [Declared(_KIND, "entry", {"subnets": ["subnet-1", "subnet-2", "subnet-3"]})],
        "networkState",
        networkState=exported(*subnets(*THREE, known=True)),
    ),
    fails(
        "a state that is not there",
        [Declared(_KIND, "entry", {"subnets": ["subnet-1", "subnet-2", "subnet-3"]})],
        "is not there",
        networkState="/nowhere/network.json",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
