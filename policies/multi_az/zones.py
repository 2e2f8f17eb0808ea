"""How many Availability Zones a resource stands in. Zones are counted, never subnets. No rule."""

from collections.abc import Iterable, Iterator

from pulumi_policy.proxy import UnknownValueError

from framework.config import Schema
from framework.graph import Node, Stack
from framework.peer import NETWORK_STATE
from framework.reading import get, known, leaves, length, text
from framework.rule import MIN_AZS

SUBNET = "aws:ec2/subnet:Subnet"
# Groups of subnets that a resource names instead of subnets.
GROUPS = {
    "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
    "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
}
NETWORKED: Schema = {**MIN_AZS, **NETWORK_STATE}
READS = {SUBNET: ("availabilityZone", "availabilityZoneId")}


def zone_of(subnet: Node) -> str | None:
    """The zone of a subnet; None where the provider chooses. Raises UnknownValueError."""
    return text(subnet.props, "availabilityZone") or text(subnet.props, "availabilityZoneId") or None


def zones_of(subnets: Iterable[Node]) -> set[str]:
    """The distinct zones of subnets; those that leave theirs to the provider count for nothing."""
    return {zone for subnet in subnets if (zone := zone_of(subnet))}


def subnets_of(stack: Stack, resource: Node, path: str) -> list[Node]:
    """The subnets that a property leads to, directly or through a group."""
    found = _direct(stack, resource, path)
    for group in stack.linked(resource, path, *GROUPS):
        found += _direct(stack, group, GROUPS[group.resource_type])
    return found


def _direct(stack: Stack, resource: Node, path: str) -> list[Node]:
    found = stack.linked(resource, path, SUBNET)
    if found or stack.network is None:
        return found
    ids = leaves(resource.props, path) if _all_known(resource, path) else []
    return [subnet for subnet in stack.network.of(SUBNET) if text(subnet.props, "id") in ids]


def short_of_zones(stack: Stack, resource: Node, path: str, least: int) -> Iterator[str]:
    """Say where a property leads into fewer zones than `least`, or where nobody can tell."""
    named = 0 if not known(resource.props, path) or _is_group(resource, path) else length(resource.props, path)
    if 0 < named < least:
        yield f"names fewer subnets than {least}, so it stands in fewer zones ({path})"
        return
    subnets = subnets_of(stack, resource, path)
    if not subnets:
        yield f"cannot be judged, because its subnets ({path}) are in no stack that was shown (networkState)"
        return
    zones = zones_of(subnets)
    if len(zones) < least and named > len(subnets) and _all_known(resource, path):
        yield f"cannot be judged, because some of its subnets ({path}) are in no stack that was shown (networkState)"
    elif len(zones) < least:
        yield f"stands in {len(zones)} of at least {least} Availability Zones ({path})"


def _all_known(resource: Node, path: str) -> bool:
    try:
        leaves(resource.props, path)
    except UnknownValueError:
        return False
    return True


def _is_group(resource: Node, path: str) -> bool:
    return isinstance(get(resource.props, path), str)
