"""In which account AWS keeps the images of EKS's controllers, by region.

Source: EKS user guide, Amazon container image registries; read in 2026-12. The shared account has none of a region
that has one of its own.
"""

from collections.abc import Mapping

SHARED = "602401143452"
OWN: Mapping[str, str] = {
    "af-south-1": "877085696533",
    "ap-east-1": "800184023465",
    "ap-east-2": "533267051163",
    "ap-south-2": "900889452093",
    "ap-southeast-3": "296578399912",
    "ap-southeast-4": "491585149902",
    "ap-southeast-5": "151610086707",
    "ap-southeast-7": "121268973566",
    "ca-west-1": "761377655185",
    "eu-central-2": "900612956339",
    "eu-south-1": "590381155156",
    "eu-south-2": "455263428931",
    "il-central-1": "066635153087",
    "me-central-1": "759879836304",
    "me-south-1": "558608220178",
    "mx-central-1": "730335286997",
}
ACCOUNTS = frozenset({SHARED, *OWN.values()})


def holder(region: str) -> str:
    """The account that holds a region's images."""
    return OWN.get(region, SHARED)
