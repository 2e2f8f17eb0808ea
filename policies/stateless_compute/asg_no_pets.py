"""Rule sc-asg-no-pets."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import entries, is_on
from framework.rule import ResourceRule, Severity

_GROUP = "aws:autoscaling/group:Group"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_HEALING = {"Launch", "Terminate", "ReplaceUnhealthy", "AZRebalance"}


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """Whatever keeps a group from replacing an instance makes a pet of it."""
    if is_on(resource.props, "protectFromScaleIn"):
        yield "protects its instances from being replaced (protectFromScaleIn)"
    if any(process in _HEALING for process in entries(resource.props, "suspendedProcesses")):
        yield "has suspended a process that heals it (suspendedProcesses)"
    if is_on(resource.props, "disableApiTermination"):
        yield "makes instances that nobody may terminate (disableApiTermination)"


RULE = ResourceRule(
    id="sc-asg-no-pets",
    title="A group may replace each of its instances at any time.",
    breaks="An instance that is ill, or whose zone is, stays where it is.",
    instead="drop protectFromScaleIn and disableApiTermination, and suspend none of Launch, Terminate, "
    "ReplaceUnhealthy and AZRebalance.",
    severity=Severity.HIGH,
    references=("REL11-BP03",),
    reads={_GROUP: ("protectFromScaleIn", "suspendedProcesses"), _TEMPLATE: ("disableApiTermination",)},
    check=check,
)
