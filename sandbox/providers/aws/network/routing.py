"""Route tables, routes, their associations, NAT gateways and elastic addresses."""

from typing import Any

from botocore.exceptions import ClientError

from sandbox.providers.aws.call import Call, error_code, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.network.tags import retag, tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_ROUTE_TARGETS = {
    "gatewayId": "GatewayId",
    "natGatewayId": "NatGatewayId",
    "vpcPeeringConnectionId": "VpcPeeringConnectionId",
}


class RouteTable(ResourceType):
    """A route table; its routes are resources of their own."""

    token = "aws:ec2/routeTable:RouteTable"
    properties = frozenset({"vpcId"})
    computed = frozenset({"id", "arn", "ownerId"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("ec2").create_route_table(
            VpcId=inputs["vpcId"], TagSpecifications=tag_specification(call, "route-table")
        )
        return str(answer["RouteTable"]["RouteTableId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        table = _table(call, resource_id)
        if table is None:
            return None
        return {
            "id": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:route-table/{resource_id}",
            "ownerId": call.account,
            "vpcId": table["VpcId"],
            **tag_outputs(table.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        del new, changed
        retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        found(lambda: client.delete_route_table(RouteTableId=resource_id), "InvalidRouteTableID.NotFound")


class Route(ResourceType):
    """One route of a table."""

    token = "aws:ec2/route:Route"
    properties = frozenset({"routeTableId", "destinationCidrBlock", *_ROUTE_TARGETS})
    computed = frozenset({"id", "state", "origin"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("ec2").create_route(**_route(inputs))
        # Terraform derives a route's id from its table and destination; the hash is its own business.
        return f"r-{inputs['routeTableId']}{inputs['destinationCidrBlock']}"

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        table = _table(call, state["routeTableId"])
        routes = table["Routes"] if table else []
        route = next((r for r in routes if r.get("DestinationCidrBlock") == state["destinationCidrBlock"]), None)
        if route is None:
            return None
        targets = {name: route[aws_name] for name, aws_name in _ROUTE_TARGETS.items() if route.get(aws_name)}
        return {
            "id": resource_id,
            "state": route.get("State", "active"),
            "origin": route.get("Origin", "CreateRoute"),
            **targets,
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        call.client("ec2").replace_route(**_route(new))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        found(
            lambda: client.delete_route(
                RouteTableId=state["routeTableId"], DestinationCidrBlock=state["destinationCidrBlock"]
            ),
            "InvalidRoute.NotFound",
            "InvalidRouteTableID.NotFound",
        )


class RouteTableAssociation(ResourceType):
    """Which table a subnet uses."""

    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    properties = frozenset({"routeTableId", "subnetId"})
    computed = frozenset({"id"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("ec2")
        answer = client.associate_route_table(RouteTableId=inputs["routeTableId"], SubnetId=inputs["subnetId"])
        return str(answer["AssociationId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        table = _table(call, state["routeTableId"])
        for association in (table or {}).get("Associations", []):
            if association["RouteTableAssociationId"] == resource_id:
                return {"id": resource_id, "subnetId": association.get("SubnetId", "")}
        return None

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        call.client("ec2").replace_route_table_association(AssociationId=resource_id, RouteTableId=new["routeTableId"])

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        found(lambda: client.disassociate_route_table(AssociationId=resource_id), "InvalidAssociationID.NotFound")


class Eip(ResourceType):
    """An elastic address."""

    token = "aws:ec2/eip:Eip"
    properties = frozenset({"domain"})
    computed = frozenset({"id", "arn", "allocationId", "publicIp"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        del inputs
        answer = call.client("ec2").allocate_address(
            Domain="vpc", TagSpecifications=tag_specification(call, "elastic-ip")
        )
        return str(answer["AllocationId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(lambda: client.describe_addresses(AllocationIds=[resource_id]), "InvalidAllocationID.NotFound")
        if answer is None or not answer["Addresses"]:
            return None
        address = answer["Addresses"][0]
        return {
            "id": resource_id,
            "allocationId": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:elastic-ip/{resource_id}",
            "publicIp": address["PublicIp"],
            **tag_outputs(address.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        del new, changed
        retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        found(lambda: client.release_address(AllocationId=resource_id), "InvalidAllocationID.NotFound")


class NatGateway(ResourceType):
    """A NAT gateway in one zone."""

    token = "aws:ec2/natGateway:NatGateway"
    properties = frozenset({"subnetId", "allocationId", "connectivityType"})
    computed = frozenset({"id", "publicIp", "privateIp", "networkInterfaceId"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("ec2")
        given = pick(inputs, {"subnetId": "SubnetId", "allocationId": "AllocationId"})
        answer = client.create_nat_gateway(**given, TagSpecifications=tag_specification(call, "natgateway"))
        gateway_id = str(answer["NatGateway"]["NatGatewayId"])
        call.wait_for(f"NAT gateway {gateway_id}", lambda: _nat(call, gateway_id).get("State") == "available")
        return gateway_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        gateway = _nat(call, resource_id)
        if not gateway or gateway["State"] in {"deleted", "deleting"}:
            return None
        address: dict[str, Any] = next(iter(gateway.get("NatGatewayAddresses", [])), {})
        return {
            "id": resource_id,
            "subnetId": gateway["SubnetId"],
            "publicIp": address.get("PublicIp", ""),
            "privateIp": address.get("PrivateIp", ""),
            "networkInterfaceId": address.get("NetworkInterfaceId", ""),
            **tag_outputs(gateway.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        del new, changed
        retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        if found(lambda: client.delete_nat_gateway(NatGatewayId=resource_id), "NatGatewayNotFound") is not None:
            call.wait_for(
                f"deletion of NAT gateway {resource_id}",
                lambda: _nat(call, resource_id).get("State", "deleted") == "deleted",
            )


def _route(inputs: Inputs) -> dict[str, Any]:
    return {
        "RouteTableId": inputs["routeTableId"],
        "DestinationCidrBlock": inputs["destinationCidrBlock"],
        **pick(inputs, _ROUTE_TARGETS),
    }


def _table(call: Call, table_id: str) -> dict[str, Any] | None:
    client = call.client("ec2")
    answer = found(lambda: client.describe_route_tables(RouteTableIds=[table_id]), "InvalidRouteTableID.NotFound")
    return next(iter(answer["RouteTables"]), None) if answer else None


def _nat(call: Call, gateway_id: str) -> dict[str, Any]:
    client = call.client("ec2")
    try:
        answer = client.describe_nat_gateways(NatGatewayIds=[gateway_id])
    except ClientError as error:
        if error_code(error) in {"NatGatewayNotFound", "InvalidNatGatewayID.NotFound"}:
            return {}
        raise
    return next(iter(answer["NatGateways"]), {})
