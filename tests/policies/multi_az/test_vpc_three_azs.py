"""Subnets of a VPC, by tier."""

import pytest

from multi_az.vpc_three_azs import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets


def _vpc(*tiers: tuple[str, tuple[object, ...]]) -> list[Declared]:
    vpc = Declared("aws:ec2/vpc:Vpc", "network")
    return [vpc, *(each for tier, zones in tiers for each in subnets(*zones, tier=tier, vpc=vpc))]


def _untagged() -> list[Declared]:
    vpc = Declared("aws:ec2/vpc:Vpc", "network")
    placed = zip(THREE, (True, True, False), strict=True)
    return [
        vpc,
        *(
            Declared(
                "aws:ec2/subnet:Subnet",
                f"{zone}-{public}",
                {"availabilityZone": zone, "mapPublicIpOnLaunch": public},
                {"vpcId": [vpc]},
            )
            for zone, public in placed
        ),
    ]


CASES = (
    passes("each tier in three zones", _vpc(("Public", THREE), ("Private", THREE))),
    passes("two zones, where two are asked for", _vpc(("Private", THREE[:2])), minAzs=2),
    fails("three subnets in two zones", _vpc(("Public", THREE), ("Private", TWO)), "in 2 of at least 3"),
    fails("tiers do not help each other", _vpc(("Public", THREE[:2]), ("Private", THREE[2:])), "number 1 of 2"),
    absent("no subnets", _vpc(), "no subnet in this stack"),
    absent("zones that are left to the provider", _vpc(("Private", (None, None, None))), "in 0 of at least 3"),
    unknown("zones that are not known", _vpc(("Private", (UNKNOWN, *THREE[:2]))), "availabilityZone is not known yet"),
    fails("without tags, what is public is a tier", _untagged(), "in 2 of at least 3"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
