"""Rule sc-ecs-no-managed-ebs."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import present
from framework.rule import ResourceRule, Severity, WhenUnknown


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """The key alone decides."""
    if present(resource.props, "volumeConfiguration"):
        yield "attaches an EBS volume to each of its tasks (volumeConfiguration)"


RULE = ResourceRule(
    id="sc-ecs-no-managed-ebs",
    title="A service attaches no EBS volume to its tasks.",
    breaks="An EBS volume exists in one zone, so a task cannot follow its data out of a zone that fails.",
    instead="drop volumeConfiguration, and keep data in the data tier; scratch is part of the task's ephemeralStorage.",
    severity=Severity.HIGH,
    references=("REL05-BP06",),
    reads={
        "aws:ecs/service:Service": ("volumeConfiguration",),
        "aws:ecs/taskSet:TaskSet": (),
    },
    when_unknown=WhenUnknown.NEVER,
    left_out={
        "aws:ecs/service:Service": {
            "volumeConfiguration": "tasks get a volume only where one is configured (ECS API, CreateService)."
        }
    },
    check=check,
)
