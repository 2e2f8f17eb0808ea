"""Subnets for tests."""

from tests.policies.bench import Declared


def subnets(*zones: object, tier: str = "Private", vpc: Declared | None = None, known: bool = False) -> list[Declared]:
    """A subnet for each zone given, of which nothing else is known, or its id as well."""
    return [
        Declared(
            "aws:ec2/subnet:Subnet",
            f"{tier.lower()}-{number}",
            {
                "availabilityZone": zone,
                "tags": {"SubnetType": tier},
                **({"id": f"subnet-of-{tier.lower()}-{number}"} if known else {}),
            },
            refs={"vpcId": [vpc]} if vpc else {},
        )
        for number, zone in enumerate(zones, 1)
    ]


THREE = ("us-east-1a", "us-east-1b", "us-east-1c")
TWO = ("us-east-1a", "us-east-1b", "us-east-1b")
