"""Rule sc-asg-no-pets."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import is_on, names
from framework.rule import ResourceRule, Severity

_GROUP = "aws:autoscaling/group:Group"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_HEALING = {"Launch", "Terminate", "ReplaceUnhealthy", "AZRebalance"}


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """Whatever keeps a group from replacing an instance makes a pet of it."""
    if resource.resource_type == _TEMPLATE:
        if is_on(resource.props, "disableApiTermination"):
            yield "makes instances that nobody may terminate (disableApiTermination)"
        return
    if is_on(resource.props, "protectFromScaleIn"):
        yield "protects its instances from being replaced (protectFromScaleIn)"
    if any(process in _HEALING for process in names(resource.props, "suspendedProcesses")):
        yield "has suspended a process that heals it (suspendedProcesses)"


RULE = ResourceRule(
    id="sc-asg-no-pets",
    title="A group may replace each of its instances at any time.",
    breaks="An instance that is ill, or whose zone is, stays where it is.",
    instead="drop protectFromScaleIn and disableApiTermination, and suspend none of Launch, Terminate, "
    "ReplaceUnhealthy and AZRebalance.",
    severity=Severity.HIGH,
    references=("REL11-BP03",),
    reads={_GROUP: ("protectFromScaleIn", "suspendedProcesses"), _TEMPLATE: ("disableApiTermination",)},
    left_out={
        _GROUP: {
            "protectFromScaleIn": "off by default (EC2 Auto Scaling API, CreateAutoScalingGroup).",
            "suspendedProcesses": "no process is suspended by itself (EC2 Auto Scaling API, SuspendProcesses).",
        },
        _TEMPLATE: {"disableApiTermination": "off by default (EC2 API, RunInstances)."},
    },
    check=check,
)
