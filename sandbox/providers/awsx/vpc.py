"""`awsx:ec2:Vpc`: what the real component registers, with the same names, parents and inputs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.protocol.server import ProviderError
from sandbox.protocol.values import Properties
from sandbox.providers.awsx.layout import DEFAULT_CIDR, Subnet, lay_out
from sandbox.providers.awsx.registration import Registered, Registrar

TOKEN = "awsx:ec2:Vpc"  # noqa: S105 - a type token
_KNOWN = frozenset(
    {
        "availabilityZoneNames",
        "cidrBlock",
        "enableDnsHostnames",
        "enableDnsSupport",
        "natGateways",
        "numberOfAvailabilityZones",
        "subnetSpecs",
        "subnetStrategy",
        "tags",
        "vpcEndpointSpecs",
    }
)
_PASSED_ON = ("enableDnsHostnames", "enableDnsSupport")
_EVERYWHERE = "0.0.0.0/0"
_ONE_PER_ZONE, _SINGLE, _NONE = "OnePerAz", "Single", "None"


def refuse_unknown(args: Mapping[str, Any]) -> None:
    """Refuse what the real component refuses, and what this one does not build."""
    strangers = sorted(set(args) - _KNOWN)
    if strangers:
        msg = f"the sandbox's {TOKEN} does not know {', '.join(strangers)}; use the real provider for it"
        raise ProviderError(msg)
    if args.get("availabilityZoneNames") and args.get("numberOfAvailabilityZones"):
        msg = "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified"
        raise ProviderError(msg)
    if not args.get("availabilityZoneNames"):
        msg = f"the sandbox's {TOKEN} builds only in named zones; give availabilityZoneNames"
        raise ProviderError(msg)
    if args.get("subnetSpecs") and args.get("subnetStrategy") != "Auto":
        msg = f"the sandbox's {TOKEN} lays subnets out only by subnetStrategy Auto; use the real provider for another"
        raise ProviderError(msg)


class Vpc:
    """Builds one VPC through a registrar."""

    def __init__(self, registrar: Registrar, name: str, args: Mapping[str, Any]) -> None:
        self._registrar, self._name, self._args = registrar, name, args
        self._tags: dict[str, str] = args.get("tags") or {}
        self._strategy = (args.get("natGateways") or {}).get("strategy") or _ONE_PER_ZONE

    def build(self) -> tuple[str, Properties]:
        """Register everything; returns the component's URN and its outputs."""
        args = self._args
        refuse_unknown(args)
        zones: Sequence[str] = args["availabilityZoneNames"]
        plan = lay_out(self._name, args.get("cidrBlock") or DEFAULT_CIDR, zones, args.get("subnetSpecs"))
        self._refuse_nat_without_public(plan)
        component = self._registrar.component()
        vpc = self._registrar.resource(
            "aws:ec2/vpc:Vpc",
            self._name,
            component,
            {
                "cidrBlock": args.get("cidrBlock") or DEFAULT_CIDR,
                **{key: args[key] for key in _PASSED_ON if args.get(key) is not None},
                "tags": self._tagged(self._name),
            },
            {},
        )
        self._vpc = vpc
        self._endpoints()
        self._gateway = self._child("aws:ec2/internetGateway:InternetGateway", self._name, vpc.urn, {}, {})
        outputs = self._subnets(plan)
        self._registrar.finish(component)
        return component, {"vpcId": vpc.id, "vpc": vpc.reference(), **outputs}

    def _refuse_nat_without_public(self, plan: Sequence[Subnet]) -> None:
        kinds = {subnet.type for subnet in plan}
        if self._strategy != _NONE and ("Public" not in kinds or not kinds & {"Private", "Isolated"}):
            msg = (
                "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT "
                "Gateway resource, along with private or isolated subnets to route through it."
            )
            raise ProviderError(msg)

    def _tagged(self, name: str, **more: str) -> dict[str, str]:
        return {"Name": name, **more, **self._tags}

    def _child(
        self, kind: str, name: str, parent: str, inputs: Mapping[str, Any], depends_on: Mapping[str, list[str]]
    ) -> Registered:
        """Register something that stands in the VPC and carries its name as a tag."""
        tags = inputs.get("tags") or self._tagged(name)
        return self._registrar.resource(
            kind,
            name,
            parent,
            {**inputs, "vpcId": self._vpc.id, "tags": tags},
            {**depends_on, "vpcId": [self._vpc.urn]},
        )

    def _endpoints(self) -> None:
        for spec in self._args.get("vpcEndpointSpecs") or []:
            self._child(
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                spec["serviceName"],
                self._vpc.urn,
                {**spec, "tags": self._tagged(self._name)},
                {},
            )

    def _subnets(self, plan: Sequence[Subnet]) -> Properties:
        made = [(subnet, self._subnet(subnet)) for subnet in plan]
        tables = {subnet.name: self._table(subnet, resource) for subnet, resource in made}
        addresses, gateways = self._nat_gateways(made)
        for subnet, _ in made:
            self._default_route(subnet, tables[subnet.name], gateways)

        def ids(kind: str) -> list[Any]:
            return [resource.id for subnet, resource in made if subnet.type == kind]

        return {
            "subnetIds": [resource.id for _, resource in made],
            "privateSubnetIds": ids("Private"),
            "publicSubnetIds": ids("Public"),
            "isolatedSubnetIds": ids("Isolated"),
            "subnets": [resource.reference() for _, resource in made],
            "routeTables": [table.reference() for table in tables.values()],
            "internetGateway": self._gateway.reference(),
            "natGateways": [gateway.reference() for gateway in gateways],
            "eips": [address.reference() for address in addresses],
        }

    def _subnet(self, subnet: Subnet) -> Registered:
        return self._child(
            "aws:ec2/subnet:Subnet",
            subnet.name,
            self._vpc.urn,
            {
                "assignIpv6AddressOnCreation": False,
                "availabilityZone": subnet.zone,
                "cidrBlock": str(subnet.cidr),
                "mapPublicIpOnLaunch": subnet.type == "Public",
                "tags": self._tagged(subnet.name, SubnetType=subnet.type),
            },
            {},
        )

    def _table(self, subnet: Subnet, resource: Registered) -> Registered:
        table = self._child(
            "aws:ec2/routeTable:RouteTable",
            subnet.name,
            resource.urn,
            {"tags": self._tagged(subnet.name, SubnetType=subnet.type)},
            # The component asks for it beside the parent.
            {"": [resource.urn]},
        )
        self._registrar.resource(
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            subnet.name,
            table.urn,
            {"routeTableId": table.id, "subnetId": resource.id},
            {"routeTableId": [table.urn], "subnetId": [resource.urn]},
        )
        return table

    def _nat_gateways(self, made: Sequence[tuple[Subnet, Registered]]) -> tuple[list[Registered], list[Registered]]:
        hosts = [resource for subnet, resource in made if subnet.type == "Public"]
        count = {_ONE_PER_ZONE: len(hosts), _SINGLE: 1, _NONE: 0}[self._strategy]
        addresses, gateways = [], []
        for number, host in enumerate(hosts[:count], start=1):
            name = f"{self._name}-{number}"
            address = self._registrar.resource(
                "aws:ec2/eip:Eip", name, host.urn, {"tags": self._tagged(name)}, {"": [host.urn]}
            )
            gateway = self._registrar.resource(
                "aws:ec2/natGateway:NatGateway",
                name,
                host.urn,
                {"allocationId": address.id, "subnetId": host.id, "tags": self._tagged(name)},
                {"allocationId": [address.urn], "subnetId": [host.urn]},
            )
            addresses.append(address)
            gateways.append(gateway)
        return addresses, gateways

    def _default_route(self, subnet: Subnet, table: Registered, gateways: Sequence[Registered]) -> None:
        if subnet.type == "Public":
            key, target = "gatewayId", self._gateway
        elif subnet.type == "Private" and gateways:
            key, target = "natGatewayId", gateways[(subnet.zone_number - 1) % len(gateways)]
        else:
            return
        self._registrar.resource(
            "aws:ec2/route:Route",
            subnet.name,
            table.urn,
            {"destinationCidrBlock": _EVERYWHERE, key: target.id, "routeTableId": table.id},
            {key: [target.urn], "routeTableId": [table.urn]},
        )
