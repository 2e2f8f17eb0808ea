"""Instances that nothing replaces."""

import pytest

from stateless_compute.no_standalone_instance import RULE
from tests.policies.bench import Declared
from tests.policies.cases import Case, absent, fails, passes

CASES = (
    passes("a group's template is no instance", [Declared("aws:ec2/launchTemplate:LaunchTemplate", "workers")]),
    absent("an instance of which nothing is known", [Declared("aws:ec2/instance:Instance", "bastion")], "no group"),
    fails("an instance", [Declared("aws:ec2/instance:Instance", "bastion", {"ami": "ami-0123456789"})], "no group"),
    fails("a Spot request", [Declared("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "cheap")], "no group"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
