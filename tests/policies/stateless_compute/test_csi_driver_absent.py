"""Add-ons that make persistent volumes possible, and what no rule can see."""

import pytest

from stateless_compute.csi_driver_absent import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _addon(name: object) -> list[Declared]:
    return [Declared("aws:eks/addon:Addon", "addon", {"addonName": name})]


CASES = (
    passes("an add-on for the network", _addon("vpc-cni")),
    absent("no add-on by name", [Declared("aws:eks/addon:Addon", "addon")]),
    fails("a driver", _addon("aws-ebs-csi-driver"), "driver for persistent volumes"),
    fails("a release", [Declared("kubernetes:helm.sh/v3:Release", "chart")], "no rule can see"),
    unknown("an add-on that is not known", _addon(UNKNOWN), "addonName is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
