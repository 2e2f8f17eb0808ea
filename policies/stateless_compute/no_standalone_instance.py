"""Rule sc-ec2-no-standalone-instance."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.rule import ResourceRule, Severity, WhenUnknown


def check(_: Resource, __: Settings) -> Iterator[str]:
    """It exists, which is enough."""
    yield "is an instance that belongs to no group"


RULE = ResourceRule(
    id="sc-ec2-no-standalone-instance",
    title="No instance runs outside a group that replaces it.",
    breaks="Nobody starts it again when it or its zone dies.",
    instead="put a launch template into an aws:autoscaling/group:Group over three zones, or run containers; "
    "exempt a bastion by its URN.",
    severity=Severity.HIGH,
    references=("REL08-BP04", "REL11-BP03"),
    reads={"aws:ec2/instance:Instance": (), "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ()},
    when_unknown=WhenUnknown.NEVER,
    check=check,
)
