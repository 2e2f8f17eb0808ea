"""Instances that a group may not replace."""

import pytest

from stateless_compute.asg_no_pets import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _group(**props: object) -> list[Declared]:
    return [Declared("aws:autoscaling/group:Group", "workers", props)]


CASES = (
    passes(
        "a group that may do everything", _group(protectFromScaleIn=False, suspendedProcesses=["AlarmNotification"])
    ),
    absent("nothing is said", _group()),
    fails("protection from scale-in", _group(protectFromScaleIn=True), "protectFromScaleIn"),
    fails("no replacement of the unhealthy", _group(suspendedProcesses=["ReplaceUnhealthy"]), "suspendedProcesses"),
    fails(
        "instances that nobody may terminate",
        [Declared("aws:ec2/launchTemplate:LaunchTemplate", "workers", {"disableApiTermination": True})],
        "disableApiTermination",
    ),
    unknown("a switch that is not known", _group(protectFromScaleIn=UNKNOWN), "protectFromScaleIn is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
