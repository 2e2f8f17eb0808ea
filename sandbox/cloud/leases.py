"""Addresses of what runs nowhere: tasks and pods get one each, in their subnets in turn, as Fargate spreads them."""

from dataclasses import dataclass, field
from ipaddress import ip_network

from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.request import Scope

_EC2_VERSION = "2016-11-15"
# AWS keeps the first addresses of a subnet for itself.
_FIRST_ADDRESS = 10


@dataclass(frozen=True)
class Subnet:
    """Where a subnet lies."""

    zone: str
    cidr: str


@dataclass(frozen=True)
class Lease:
    """The address of one of them."""

    subnet: str
    address: str
    zone: str


@dataclass
class Leases:
    """Kept for as long as their holder runs."""

    emulator: Emulator
    # owner, such as a service's ARN -> holder, such as a task's ARN -> its address
    _known: dict[str, dict[str, Lease]] = field(default_factory=dict)

    async def subnets(self, scope: Scope, ids: list[str]) -> dict[str, Subnet]:
        """Where subnets lie."""
        wanted = {f"SubnetId.{number}": subnet for number, subnet in enumerate(ids, start=1)}
        parameters = {"Action": "DescribeSubnets", "Version": _EC2_VERSION, **wanted}
        root = await self.emulator.ask_query(scope, service="ec2", parameters=parameters)
        return {
            text(item, "subnetId"): Subnet(text(item, "availabilityZone"), text(item, "cidrBlock"))
            for item in root.iterfind("subnetSet/item")
        }

    async def lease(self, scope: Scope, owner: str, holders: list[str], subnet_ids: list[str]) -> dict[str, Lease]:
        """An address for each holder; who is no holder any more loses its own."""
        subnets = await self.subnets(scope, subnet_ids) if holders and subnet_ids else {}
        if not subnets:
            self._known.pop(owner, None)
            return {}
        known = self._known.get(owner, {})
        leases = self._known[owner] = {
            holder: known[holder] for holder in holders if holder in known and known[holder].subnet in subnets
        }
        taken = {lease.address for others in self._known.values() for lease in others.values()}
        for holder in holders:
            if holder not in leases:
                used = [lease.subnet for lease in leases.values()]
                subnet = min(subnets, key=lambda name: (used.count(name), subnets[name].zone))
                hosts = ip_network(subnets[subnet].cidr)
                address = next(str(host) for host in list(hosts)[_FIRST_ADDRESS:-1] if str(host) not in taken)
                leases[holder] = Lease(subnet, address, subnets[subnet].zone)
                taken.add(address)
        return leases
