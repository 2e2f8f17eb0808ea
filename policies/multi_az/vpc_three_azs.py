"""Rule az-vpc-three-azs."""

from collections import defaultdict
from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import is_on, text
from framework.rule import MIN_AZS, Severity, StackRule, setting
from multi_az.zones import SUBNET, zones_of

_VPC = "aws:ec2/vpc:Vpc"


def check(vpc: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """A tier is what carries the same tag, or else what is public and what is not."""
    least, tiers = settings.count("minAzs"), defaultdict(list)
    for subnet in stack.perhaps_referring(vpc, "vpcId", SUBNET):
        tagged = text(subnet.props, f"tags.{settings.text('tierTag')}")
        tiers[tagged or is_on(subnet.props, "mapPublicIpOnLaunch")].append(subnet)
    if not tiers:
        yield "has no subnet in this stack"
    for number, subnets in enumerate(tiers.values(), 1):
        zones = len(zones_of(subnets))
        if zones < least:
            yield (
                f"has a tier (number {number} of {len(tiers)}, with {subnets[0].name}) "
                f"in {zones} of at least {least} Availability Zones"
            )


RULE = StackRule(
    id="az-vpc-three-azs",
    title="Each tier of a VPC has subnets in three Availability Zones.",
    breaks="With two zones, the loss of one takes half of everything, and a quorum with it.",
    instead="declare a subnet of each tier in each of three zones, and name the zone in availabilityZone.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "Prowler vpc_subnet_different_az"),
    reads={
        _VPC: (),
        SUBNET: ("vpcId", "availabilityZone", "availabilityZoneId", "mapPublicIpOnLaunch", "tags"),
    },
    subjects=(_VPC,),
    settings={**MIN_AZS, "tierTag": setting("string", "SubnetType", "Tag whose value names a subnet's tier.")},
    conflicts=("Prowler `vpc_subnet_different_az` looks at the VPC as a whole: here each tier counts for itself.",),
    check=check,
)
