"""Rule az-lambda-vpc-spread."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import known, length, present
from framework.rule import Severity, StackRule, WhenUnknown
from multi_az.zones import NETWORKED, READS, short_of_zones

_FUNCTION = "aws:lambda/function:Function"


def check(function: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """A function outside a VPC runs in every zone anyway."""
    path = "vpcConfig.subnetIds"
    if not present(function.props, "vpcConfig"):
        return
    if known(function.props, path) and not length(function.props, path):
        return
    yield from short_of_zones(stack, function, path, settings.count("minAzs"))


RULE = StackRule(
    id="az-lambda-vpc-spread",
    title="A function in a VPC runs in three Availability Zones.",
    breaks="When the only zone of its subnets fails, the function does too.",
    instead="name subnets of three zones in vpcConfig.subnetIds, or leave vpcConfig out where the VPC is not needed.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "FSBP Lambda.5"),
    reads={_FUNCTION: ("vpcConfig.subnetIds",), **READS},
    subjects=(_FUNCTION,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings=NETWORKED,
    left_out={
        _FUNCTION: {
            "vpcConfig.subnetIds": "a function outside a VPC runs in several zones (Lambda Developer Guide, "
            "Resilience)."
        }
    },
    check=check,
)
