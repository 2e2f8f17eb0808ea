"""In which account AWS keeps the images of EKS's controllers, for each region. Pure.

Regions that an account has to opt in to have registries of their own; elsewhere one account holds them for all.
"""

from collections.abc import Mapping

_SHARED = "602401143452"
_SHARED_BY = (
    *("ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"),
    *("ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1"),
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
)
# Region -> account. Read in 2026-12.
# Source: EKS user guide, Amazon container image registries; GuardDuty user guide, registries of the EKS agent.
REGISTRIES: Mapping[str, str] = {
    **dict.fromkeys(_SHARED_BY, _SHARED),
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


def registry_account(region: str) -> str | None:
    """The account that holds them, or None where nobody has looked it up."""
    return REGISTRIES.get(region)
