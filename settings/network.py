"""Addresses and zones of one region's VPC."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from settings.model import SettingsModel
from settings.regions import ZoneName

ZONE_COUNT = 3
_LARGEST_PREFIX, _SMALLEST_PREFIX = 16, 20


def written_as_text(value: object) -> object:
    """Refuse a bare number, which would be taken as an address."""
    if not isinstance(value, str | IPv4Network):
        msg = f"is {value!r}; write something like 10.10.0.0/16"
        raise ValueError(msg)  # noqa: TRY004 - a validator's errors are ValueErrors
    return value


def _vpc_sized(block: IPv4Network) -> IPv4Network:
    if not _LARGEST_PREFIX <= block.prefixlen <= _SMALLEST_PREFIX:
        msg = f"is {block}, a /{block.prefixlen}; write a block of /{_LARGEST_PREFIX} to /{_SMALLEST_PREFIX}"
        raise ValueError(msg)
    return block


VpcBlock = Annotated[IPv4Network, BeforeValidator(written_as_text), AfterValidator(_vpc_sized)]
# What CloudWatch Logs offers, up to a year and in whole years.
# Source: CloudWatch Logs API reference, PutRetentionPolicy.
RetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]


class NetworkSettings(SettingsModel):
    """The VPC of this region: three zones, three tiers of subnets in each."""

    cidr: VpcBlock = Field(description="Address block of the VPC, /16 to /20; distinct per region.")
    zones: tuple[ZoneName, ...] = Field(
        description="Three availability zones by name or id; the order decides which subnet sits in which zone."
    )
    flow_log_retention_days: RetentionDays = Field(default=30, description="Days flow logs are kept.")

    @field_validator("zones")
    @classmethod
    def _three_distinct(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != ZONE_COUNT or len(value) != ZONE_COUNT:
            msg = (
                f"has {len(set(value))} distinct zone(s) in {list(value)}; losing one zone must leave two, "
                f"so name exactly {ZONE_COUNT} different ones"
            )
            raise ValueError(msg)
        return value

    # awsx lays each zone out in a block of a quarter of the VPC, largest subnet first, and refuses sizes
    # that do not fit: applications take half of the block, the edge a quarter, data a sixteenth.
    @property
    def private_prefix(self) -> int:
        """Prefix length of an application subnet."""
        return self.cidr.prefixlen + 3

    @property
    def public_prefix(self) -> int:
        """Prefix length of a subnet that faces the internet."""
        return self.cidr.prefixlen + 4

    @property
    def isolated_prefix(self) -> int:
        """Prefix length of a data subnet, which has no route out of the VPC."""
        return self.cidr.prefixlen + 6
