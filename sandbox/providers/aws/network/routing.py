"""Route tables, routes, their associations, NAT gateways and elastic addresses."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.network.tags import tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import EC2

_ROUTE_TARGETS = pascal_names("gatewayId", "natGatewayId", "vpcPeeringConnectionId")
_TABLE_GONE = "InvalidRouteTableID.NotFound"
_ADDRESS_GONE = "InvalidAllocationID.NotFound"
_NAT_GONE = ("NatGatewayNotFound", "InvalidNatGatewayID.NotFound")


class RouteTable(ResourceType):
    """A route table; its routes are resources of their own."""

    token = "aws:ec2/routeTable:RouteTable"
    properties = frozenset({"vpcId"})
    computed = frozenset({"arn", "ownerId"})
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_route_table(
            VpcId=inputs["vpcId"], TagSpecifications=tag_specification(call, "route-table")
        )
        return str(answer["RouteTable"]["RouteTableId"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        table = _table(call, resource_id)
        if table is None:
            return None
        return {
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:route-table/{resource_id}",
            "ownerId": table["OwnerId"],
            "vpcId": table["VpcId"],
            **tag_outputs(table["Tags"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        found(lambda: client.delete_route_table(RouteTableId=resource_id), _TABLE_GONE)


class Route(ResourceType):
    """One route of a table. Terraform derives its id from table and destination; the hash is its own business."""

    token = "aws:ec2/route:Route"
    properties = frozenset({"routeTableId", "destinationCidrBlock", *_ROUTE_TARGETS})
    computed = frozenset({"state", "origin"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("ec2").create_route(**_route(inputs))
        return f"r-{inputs['routeTableId']}{inputs['destinationCidrBlock']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """The import form of an id is `TABLE_DESTINATION`."""
        table_id, _, destination = resource_id.partition("_")
        table_id, destination = state.get("routeTableId", table_id), state.get("destinationCidrBlock", destination)
        table = _table(call, table_id)
        routes = [
            route for route in (table or {}).get("Routes", []) if route.get("DestinationCidrBlock") == destination
        ]
        if not routes:
            return None
        targets = {name: routes[0].get(aws_name) for name, aws_name in _ROUTE_TARGETS.items()}
        more = {"routeTableId": table_id, "destinationCidrBlock": destination}
        return {**more, **unpick(routes[0], pascal_names("state", "origin")), **targets}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        call.client("ec2").replace_route(**_route(new))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        key = pick(state, pascal_names("routeTableId", "destinationCidrBlock"))
        found(lambda: client.delete_route(**key), "InvalidRoute.NotFound", _TABLE_GONE)


class RouteTableAssociation(ResourceType):
    """Which table a subnet uses. A change of the table changes the association's id too, so the subnet finds it."""

    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    properties = frozenset({"routeTableId", "subnetId"})
    unsettles: ClassVar = {"routeTableId": frozenset({"id"})}

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        client = call.client("ec2")
        answer = client.associate_route_table(RouteTableId=inputs["routeTableId"], SubnetId=inputs["subnetId"])
        return str(answer["AssociationId"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = self._find(call, resource_id, state.get("subnetId"))
        if live is None:
            return None
        return {"id": live["RouteTableAssociationId"], **unpick(live, pascal_names("routeTableId", "subnetId"))}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        call.client("ec2").replace_route_table_association(AssociationId=old["id"], RouteTableId=new["routeTableId"])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client, live = call.client("ec2"), self._find(call, resource_id, state.get("subnetId"))
        if live is not None:
            association = live["RouteTableAssociationId"]
            found(lambda: client.disassociate_route_table(AssociationId=association), "InvalidAssociationID.NotFound")

    def _find(self, call: Call, association_id: str, subnet_id: str | None) -> dict[str, Any] | None:
        for page in call.client("ec2").get_paginator("describe_route_tables").paginate():
            for table in page["RouteTables"]:
                for association in table.get("Associations", []):
                    if subnet_id is None and association["RouteTableAssociationId"] == association_id:
                        return dict(association)
                    if subnet_id is not None and association.get("SubnetId") == subnet_id:
                        return dict(association)
        return None


class Eip(ResourceType):
    """An elastic address."""

    token = "aws:ec2/eip:Eip"
    properties = frozenset({"domain"})
    computed = frozenset({"arn", "allocationId", "publicIp"})
    filled_in = frozenset({"domain"})
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").allocate_address(
            Domain=inputs.get("domain") or "vpc", TagSpecifications=tag_specification(call, "elastic-ip")
        )
        return str(answer["AllocationId"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_addresses(AllocationIds=[resource_id]), _ADDRESS_GONE)
        if answer is None or not answer["Addresses"]:
            return None
        address = answer["Addresses"][0]
        return {
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:elastic-ip/{resource_id}",
            **unpick(address, pascal_names("allocationId", "domain", "publicIp")),
            **tag_outputs(address.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        found(lambda: client.release_address(AllocationId=resource_id), _ADDRESS_GONE)


class NatGateway(ResourceType):
    """A NAT gateway in one zone."""

    token = "aws:ec2/natGateway:NatGateway"
    properties = frozenset({"subnetId", "allocationId", "connectivityType"})
    computed = frozenset({"publicIp", "privateIp", "networkInterfaceId"})
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_nat_gateway(
            **pick(inputs, pascal_names("subnetId", "allocationId", "connectivityType")),
            TagSpecifications=tag_specification(call, "natgateway"),
        )
        return str(answer["NatGateway"]["NatGatewayId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(f"NAT gateway {resource_id}", lambda: _nat(call, resource_id).get("State") == "available")

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        gateway = _nat(call, resource_id)
        if not gateway or gateway["State"] in {"deleted", "deleting"}:
            return None
        address: dict[str, Any] = next(iter(gateway.get("NatGatewayAddresses", [])), {})
        return {
            "publicIp": address.get("PublicIp", ""),
            "privateIp": address.get("PrivateIp", ""),
            "networkInterfaceId": address.get("NetworkInterfaceId", ""),
            **unpick(gateway, pascal_names("subnetId", "connectivityType")),
            **unpick(address, pascal_names("allocationId")),
            **tag_outputs(gateway.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        if found(lambda: client.delete_nat_gateway(NatGatewayId=resource_id), *_NAT_GONE) is not None:
            call.wait_for(
                f"deletion of NAT gateway {resource_id}",
                lambda: _nat(call, resource_id).get("State", "deleted") == "deleted",
            )

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs.get("connectivityType") == "private" and inputs.get("allocationId"):
            return [("allocationId", "a private NAT gateway has no elastic address")]
        return []


def _route(inputs: Inputs) -> dict[str, Any]:
    return pick(inputs, {**pascal_names("routeTableId", "destinationCidrBlock"), **_ROUTE_TARGETS})


def _table(call: Call, table_id: str) -> dict[str, Any] | None:
    client = call.client("ec2")
    answer = found(lambda: client.describe_route_tables(RouteTableIds=[table_id]), _TABLE_GONE)
    return next(iter(answer["RouteTables"]), None) if answer else None


def _nat(call: Call, gateway_id: str) -> dict[str, Any]:
    client = call.client("ec2")
    answer = found(lambda: client.describe_nat_gateways(NatGatewayIds=[gateway_id]), *_NAT_GONE)
    return next(iter(answer["NatGateways"]), {}) if answer else {}
