"""The sizes of subnets fit into every block that the settings allow, as awsx lays subnets out.

The layout is the sandbox's, which its own tests compare with what the real component registers.
"""

from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from sandbox.providers.awsx.layout import Subnet, lay_out
from settings import NetworkSettings

_ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
# AWS keeps five addresses of each subnet, and a load balancer wants eight free ones in each of its own.
_SMALLEST_PREFIX = 27


@some.composite
def _networks(draw: some.DrawFn) -> NetworkSettings:
    prefix = draw(some.integers(min_value=16, max_value=20))
    address = draw(some.integers(min_value=0, max_value=2**prefix - 1)) << (32 - prefix)
    return NetworkSettings(cidr=IPv4Network((IPv4Address(address), prefix)), zones=_ZONES)


def _subnets(spec: NetworkSettings) -> list[Subnet]:
    prefixes = {"Private": spec.private_prefix, "Public": spec.public_prefix, "Isolated": spec.isolated_prefix}
    specs = [{"type": kind, "cidrMask": prefix} for kind, prefix in prefixes.items()]
    return lay_out("network", str(spec.cidr), spec.zones, specs)


@given(_networks())
def test_each_zone_has_a_subnet_of_each_tier_inside_the_block(spec: NetworkSettings) -> None:
    subnets = _subnets(spec)
    assert {(subnet.zone, subnet.type) for subnet in subnets} == {
        (zone, kind) for zone in _ZONES for kind in ("Private", "Public", "Isolated")
    }
    assert all(subnet.cidr.subnet_of(spec.cidr) for subnet in subnets)


@given(_networks())
def test_no_two_subnets_overlap_and_each_holds_a_load_balancer(spec: NetworkSettings) -> None:
    subnets = sorted((subnet.cidr for subnet in _subnets(spec)), key=lambda cidr: cidr.network_address)
    assert not any(one.overlaps(next_one) for one, next_one in pairwise(subnets))
    assert all(cidr.prefixlen <= _SMALLEST_PREFIX for cidr in subnets)


@given(_networks())
def test_tasks_have_most_of_the_addresses(spec: NetworkSettings) -> None:
    sizes = {subnet.type: subnet.cidr.num_addresses for subnet in _subnets(spec)}
    assert sizes["Private"] > sizes["Public"] + sizes["Isolated"]
