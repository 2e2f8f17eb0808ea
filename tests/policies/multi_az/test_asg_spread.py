"""Where instances of a group run."""

import pytest

from multi_az.asg_spread import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets


def _group(*zones: object, **changes: object) -> list[Declared]:
    found = subnets(*(zones or THREE))
    props = {"vpcZoneIdentifiers": UNKNOWN, "minSize": 3, **changes}
    return [*found, Declared("aws:autoscaling/group:Group", "workers", props, refs={"vpcZoneIdentifiers": found})]


CASES = (
    passes("three zones, three instances", _group()),
    passes("three zones by name", _group(vpcZoneIdentifiers=None, availabilityZones=list(THREE))),
    passes("the load balancer says who is ill", _group(targetGroupArns=[UNKNOWN], healthCheckType="ELB")),
    fails("subnets of two zones", _group(*TWO), "2 of at least 3"),
    fails("two zones by name", _group(vpcZoneIdentifiers=None, availabilityZones=list(THREE[:2])), "fewer than 3"),
    fails("too few instances", _group(minSize=2), "minSize"),
    fails(
        "nobody asks the load balancer", _group(targetGroupArns=["arn:aws:elasticloadbalancing:x"]), "healthCheckType"
    ),
    absent("no place at all", _group(vpcZoneIdentifiers=None), "availabilityZones"),
    unknown("target groups that are not known", _group(targetGroupArns=UNKNOWN), "healthCheckType"),
    unknown("a size that is not known", _group(minSize=UNKNOWN), "minSize is not known yet"),
    passes("no instances in a region that stands by", [stack_root(region_role="pilot"), *_group(minSize=0)]),
    passes("a list of target groups that is empty", _group(targetGroupArns=[])),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
