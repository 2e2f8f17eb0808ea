"""How many Availability Zones a resource stands in. Zones are counted, never subnets. No rule."""

from collections.abc import Iterable, Iterator

from framework.graph import Node, Stack
from framework.reading import get, known, length, texts

SUBNET = "aws:ec2/subnet:Subnet"
# Groups of subnets that a resource names instead of subnets.
GROUPS = {
    "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
    "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
}
READS = {SUBNET: ("availabilityZone", "availabilityZoneId")}


def zone_of(subnet: Node) -> str | None:
    """The zone of a subnet; None where the provider chooses. Raises UnknownValueError."""
    found = get(subnet.props, "availabilityZone") or get(subnet.props, "availabilityZoneId")
    return str(found) if found else None


def zones_of(subnets: Iterable[Node]) -> set[str]:
    """The distinct zones of subnets; those that leave theirs to the provider count for nothing."""
    return {zone for subnet in subnets if (zone := zone_of(subnet))}


def subnets_of(stack: Stack, resource: Node, path: str) -> list[Node]:
    """The subnets that a property leads to, directly or through a group."""
    found = stack.linked(resource, path, SUBNET)
    for group in stack.linked(resource, path, *GROUPS):
        found += stack.linked(group, GROUPS[group.resource_type], SUBNET)
    return found


def short_of_zones(stack: Stack, resource: Node, path: str, least: int) -> Iterator[str]:
    """Say where a property leads into fewer zones than `least`, or where nobody can tell."""
    wanted = texts(resource.props, path) if known(resource.props, path) else None
    if known(resource.props, path) and 0 < length(resource.props, path) < least and not _is_group(resource, path):
        yield f"names fewer subnets than {least}, so it stands in fewer zones ({path})"
        return
    subnets = subnets_of(stack, resource, path)
    if not subnets:
        yield f"cannot be judged, because its subnets ({path}) are not in this stack"
        return
    zones = zones_of(subnets)
    elsewhere = wanted is not None and not _is_group(resource, path) and len(wanted) > len(subnets)
    if len(zones) < least and elsewhere:
        yield f"cannot be judged, because some of its subnets ({path}) are not in this stack"
    elif len(zones) < least:
        yield f"stands in {len(zones)} of at least {least} Availability Zones ({path})"


def _is_group(resource: Node, path: str) -> bool:
    return isinstance(get(resource.props, path), str)
