"""Where the subnets of a VPC lie, as `awsx.ec2.Vpc` computes it. Pure.

The `Auto` strategy divides the VPC into one block per availability zone, the number of zones rounded up to a power of
two, and lays the specs out in each block in the order in which they are given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from sandbox.protocol.server import ProviderError

DEFAULT_CIDR = "10.0.0.0/16"
_PRIVATE, _PUBLIC, _ISOLATED = "Private", "Public", "Isolated"
_HALF, _QUARTER = 1, 2


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """One planned subnet; `zone_number` counts from one."""

    type: str
    spec_name: str
    name: str
    cidr: IPv4Network
    zone: str
    zone_number: int


@dataclass(frozen=True, kw_only=True)
class SubnetSpec:
    """What the program asked for in every zone."""

    type: str
    name: str
    prefix: int


def specs_of(given: Sequence[Mapping[str, Any]] | None, block_prefix: int) -> list[SubnetSpec]:
    """Read the specs; without any, half of a zone's block is private and a quarter public."""
    if not given:
        return [
            SubnetSpec(type=_PRIVATE, name="private", prefix=block_prefix + _HALF),
            SubnetSpec(type=_PUBLIC, name="public", prefix=block_prefix + _QUARTER),
        ]
    return [
        SubnetSpec(type=spec["type"], name=spec.get("name") or str(spec["type"]).lower(), prefix=int(spec["cidrMask"]))
        for spec in given
    ]


def lay_out(vpc_name: str, cidr: str, zones: Sequence[str], given: Sequence[Mapping[str, Any]] | None) -> list[Subnet]:
    """Plan every subnet. Raises ProviderError, in awsx's words, where they do not fit."""
    network = IPv4Network(cidr)
    block_prefix = network.prefixlen + (len(zones) - 1).bit_length()
    specs = specs_of(given, block_prefix)
    needed = sum(2 ** (32 - spec.prefix) for spec in specs)
    per_zone = 2 ** (32 - block_prefix)
    if needed > per_zone:
        msg = f"Subnets are too large for VPC. VPC has {per_zone} addresses, but subnets require {needed} addresses."
        raise ProviderError(msg)
    subnets = list(_in_blocks(vpc_name, network, block_prefix, zones, specs))
    _refuse_overlap(subnets)
    return subnets


def _in_blocks(
    vpc_name: str, network: IPv4Network, block_prefix: int, zones: Sequence[str], specs: Sequence[SubnetSpec]
) -> Iterator[Subnet]:
    for number, (zone, block) in enumerate(zip(zones, network.subnets(new_prefix=block_prefix), strict=False), start=1):
        address = int(block.network_address)
        for spec in specs:
            size = 2 ** (32 - spec.prefix)
            # awsx cuts a start that is not on the subnet's boundary down to it; that is how specs come to overlap.
            cidr = IPv4Network((address - address % size, spec.prefix))
            address += size
            yield Subnet(
                type=spec.type,
                spec_name=spec.name,
                name=f"{vpc_name}-{spec.name}-{number}",
                cidr=cidr,
                zone=zone,
                zone_number=number,
            )


def _refuse_overlap(subnets: Sequence[Subnet]) -> None:
    clashes = [
        f"{later.name}: {later.cidr} overlaps with {earlier.name}: {earlier.cidr}"
        for index, later in enumerate(subnets)
        for earlier in subnets[:index]
        if later.cidr.overlaps(earlier.cidr)
    ]
    if clashes:
        msg = (
            "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, reduce "
            "the size of the subnets per AZ, or use less Availability Zones:\n"
        )
        raise ProviderError(msg + "\n".join(f"\t{number}. {text}" for number, text in enumerate(clashes, start=1)))
