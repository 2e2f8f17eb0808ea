"""aws:ec2/vpc:Vpc, subnets and the internet gateway."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.network.tags import tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import EC2

# One attribute a call; host names need support first.
_DNS = {"enableDnsSupport": "EnableDnsSupport", "enableDnsHostnames": "EnableDnsHostnames"}
_VPC_GONE = "InvalidVpcID.NotFound"
_SUBNET = pascal_names("vpcId", "cidrBlock", "availabilityZone")
_SUBNET_GONE = "InvalidSubnetID.NotFound"
_GATEWAY_GONE = "InvalidInternetGatewayID.NotFound"


class Vpc(ResourceType):
    """A virtual network."""

    token = "aws:ec2/vpc:Vpc"
    properties = frozenset({"cidrBlock", *_DNS})
    computed = frozenset(
        {
            "arn",
            "defaultNetworkAclId",
            "defaultRouteTableId",
            "defaultSecurityGroupId",
            "mainRouteTableId",
            "ownerId",
            "dhcpOptionsId",
        }
    )
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_vpc(
            CidrBlock=inputs["cidrBlock"], TagSpecifications=tag_specification(call, "vpc")
        )
        return str(answer["Vpc"]["VpcId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._set_dns(call, resource_id, inputs, frozenset(inputs))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_vpcs(VpcIds=[resource_id]), _VPC_GONE)
        if answer is None or not answer["Vpcs"]:
            return None
        vpc = answer["Vpcs"][0]
        in_vpc = [{"Name": "vpc-id", "Values": [resource_id]}]
        groups = client.describe_security_groups(Filters=[*in_vpc, {"Name": "group-name", "Values": ["default"]}])
        tables = client.describe_route_tables(Filters=[*in_vpc, {"Name": "association.main", "Values": ["true"]}])
        acls = client.describe_network_acls(Filters=[*in_vpc, {"Name": "default", "Values": ["true"]}])
        main = next((table["RouteTableId"] for table in tables["RouteTables"]), "")
        return {
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:vpc/{resource_id}",
            "cidrBlock": vpc["CidrBlock"],
            "ownerId": vpc["OwnerId"],
            "dhcpOptionsId": vpc["DhcpOptionsId"],
            "defaultSecurityGroupId": next((group["GroupId"] for group in groups["SecurityGroups"]), ""),
            "mainRouteTableId": main,
            "defaultRouteTableId": main,
            "defaultNetworkAclId": next((acl["NetworkAclId"] for acl in acls["NetworkAcls"]), ""),
            **{
                key: client.describe_vpc_attribute(VpcId=resource_id, Attribute=key)[name]["Value"]
                for key, name in _DNS.items()
            },
            **tag_outputs(vpc["Tags"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._set_dns(call, resource_id, new, changed)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        found(lambda: call.client("ec2").delete_vpc(VpcId=resource_id), _VPC_GONE)

    def _set_dns(self, call: Call, vpc_id: str, inputs: Inputs, changed: frozenset[str]) -> None:
        for key, name in _DNS.items():
            if key in changed:
                call.client("ec2").modify_vpc_attribute(VpcId=vpc_id, **{name: {"Value": bool(inputs.get(key))}})


class Subnet(ResourceType):
    """A subnet in one availability zone, for IPv4."""

    token = "aws:ec2/subnet:Subnet"
    properties = frozenset({*_SUBNET, "mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"})
    computed = frozenset({"arn", "availabilityZoneId", "ownerId"})
    filled_in = frozenset({"availabilityZone"})
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_subnet(
            **pick(inputs, _SUBNET), TagSpecifications=tag_specification(call, "subnet")
        )
        return str(answer["Subnet"]["SubnetId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("mapPublicIpOnLaunch"):
            self._set_public(call, resource_id, inputs)

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_subnets(SubnetIds=[resource_id]), _SUBNET_GONE)
        if answer is None or not answer["Subnets"]:
            return None
        subnet = answer["Subnets"][0]
        more = {"arn": "SubnetArn", **pascal_names("availabilityZoneId", "ownerId", "mapPublicIpOnLaunch")}
        ipv6 = pascal_names("assignIpv6AddressOnCreation")
        return {**unpick(subnet, {**_SUBNET, **more, **ipv6}), **tag_outputs(subnet["Tags"])}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if "mapPublicIpOnLaunch" in changed:
            self._set_public(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        found(lambda: call.client("ec2").delete_subnet(SubnetId=resource_id), _SUBNET_GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs.get("assignIpv6AddressOnCreation"):
            return [("assignIpv6AddressOnCreation", "needs an IPv6 block, and the sandbox's subnets have none")]
        return []

    def _set_public(self, call: Call, subnet_id: str, inputs: Inputs) -> None:
        value = {"Value": bool(inputs.get("mapPublicIpOnLaunch"))}
        call.client("ec2").modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch=value)


class InternetGateway(ResourceType):
    """The way from a VPC to the internet."""

    token = "aws:ec2/internetGateway:InternetGateway"
    properties = frozenset({"vpcId"})
    computed = frozenset({"arn", "ownerId"})
    filled_in = frozenset({"vpcId"})
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_internet_gateway(
            TagSpecifications=tag_specification(call, "internet-gateway")
        )
        return str(answer["InternetGateway"]["InternetGatewayId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        self._move(call, resource_id, inputs.get("vpcId"))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        gateway = self._describe(call, resource_id)
        if gateway is None:
            return None
        return {
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:internet-gateway/{resource_id}",
            "ownerId": gateway["OwnerId"],
            "vpcId": next(iter(_vpcs(gateway)), ""),
            **tag_outputs(gateway["Tags"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if "vpcId" in changed:
            self._move(call, resource_id, new.get("vpcId"))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        if self._describe(call, resource_id) is None:
            return
        self._move(call, resource_id, None)
        found(lambda: call.client("ec2").delete_internet_gateway(InternetGatewayId=resource_id), _GATEWAY_GONE)

    def _move(self, call: Call, gateway_id: str, vpc_id: str | None) -> None:
        """Attach to one VPC and to no other, wherever it is now."""
        client, attached = call.client("ec2"), _vpcs(self._describe(call, gateway_id) or {})
        for other in attached:
            if other != vpc_id:
                client.detach_internet_gateway(InternetGatewayId=gateway_id, VpcId=other)
        if vpc_id and vpc_id not in attached:
            client.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)

    def _describe(self, call: Call, gateway_id: str) -> dict[str, Any] | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_internet_gateways(InternetGatewayIds=[gateway_id]), _GATEWAY_GONE)
        return next(iter(answer["InternetGateways"]), None) if answer else None


def _vpcs(gateway: dict[str, Any]) -> list[str]:
    return [attachment["VpcId"] for attachment in gateway.get("Attachments", [])]
