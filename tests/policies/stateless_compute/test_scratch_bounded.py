"""Scratch and its limits."""

import pytest

from stateless_compute.scratch_bounded import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_TASK, _TEMPLATE = "aws:ecs/taskDefinition:TaskDefinition", "aws:ec2/launchTemplate:LaunchTemplate"


def _empty(**directory: object) -> list[Declared]:
    spec = {"volumes": [{"name": "tmp", "emptyDir": directory}]}
    props = {"metadata": {"namespace": "shop"}, "spec": {"template": {"spec": spec}}}
    return [Declared("kubernetes:apps/v1:Deployment", "web", props)]


CASES = (
    passes("scratch at the limit", [Declared(_TASK, "web-task", {"ephemeralStorage": {"sizeInGib": 50}})]),
    passes("a directory with a limit", _empty(sizeLimit="64Mi")),
    passes("a directory in memory", _empty(medium="Memory")),
    absent("nothing is said", [Declared(_TASK, "web-task")]),
    absent("a directory without a limit", _empty(), "without a sizeLimit"),
    fails(
        "scratch over the limit",
        [Declared(_TASK, "web-task", {"ephemeralStorage": {"sizeInGib": 51}})],
        "more than 50 GiB",
    ),
    fails(
        "a lower limit",
        [Declared(_TASK, "web-task", {"ephemeralStorage": {"sizeInGib": 30}})],
        "more than 21 GiB",
        maxTaskGib=21,
    ),
    fails(
        "a large root",
        [Declared(_TEMPLATE, "workers", {"blockDeviceMappings": [{"ebs": {"volumeSize": 500}}]})],
        "disk of more than 50 GiB",
    ),
    unknown(
        "a size that is not known",
        [Declared(_TASK, "web-task", {"ephemeralStorage": {"sizeInGib": UNKNOWN}})],
        "sizeInGib is not known yet",
    ),
    passes(
        "a root at the limit", [Declared(_TEMPLATE, "workers", {"blockDeviceMappings": [{"ebs": {"volumeSize": 50}}]})]
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
