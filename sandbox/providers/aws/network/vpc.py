"""aws:ec2/vpc:Vpc, subnets and the internet gateway."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.network.tags import retag, tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType


class Vpc(ResourceType):
    """A virtual network."""

    token = "aws:ec2/vpc:Vpc"
    properties = frozenset({"cidrBlock", "enableDnsHostnames", "enableDnsSupport", "instanceTenancy"})
    computed = frozenset(
        {
            "id",
            "arn",
            "defaultNetworkAclId",
            "defaultRouteTableId",
            "defaultSecurityGroupId",
            "mainRouteTableId",
            "ownerId",
            "dhcpOptionsId",
        }
    )

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        answer = call.client("ec2").create_vpc(
            CidrBlock=inputs["cidrBlock"],
            InstanceTenancy=inputs.get("instanceTenancy", "default"),
            TagSpecifications=tag_specification(call, "vpc"),
        )
        vpc_id = str(answer["Vpc"]["VpcId"])
        self._set_dns(call, vpc_id, inputs)
        return vpc_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(lambda: client.describe_vpcs(VpcIds=[resource_id]), "InvalidVpcID.NotFound")
        if answer is None or not answer["Vpcs"]:
            return None
        vpc = answer["Vpcs"][0]
        in_vpc = [{"Name": "vpc-id", "Values": [resource_id]}]
        groups = client.describe_security_groups(Filters=[*in_vpc, {"Name": "group-name", "Values": ["default"]}])
        tables = client.describe_route_tables(Filters=[*in_vpc, {"Name": "association.main", "Values": ["true"]}])
        main = next((table["RouteTableId"] for table in tables["RouteTables"]), "")
        return {
            "id": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:vpc/{resource_id}",
            "cidrBlock": vpc["CidrBlock"],
            "ownerId": vpc.get("OwnerId", call.account),
            "dhcpOptionsId": vpc.get("DhcpOptionsId", ""),
            "defaultSecurityGroupId": next((group["GroupId"] for group in groups["SecurityGroups"]), ""),
            "mainRouteTableId": main,
            "defaultRouteTableId": main,
            "defaultNetworkAclId": "",
            **tag_outputs(vpc.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed & {"enableDnsHostnames", "enableDnsSupport"}:
            self._set_dns(call, resource_id, new)
        if "tagsAll" in changed:
            retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        found(lambda: call.client("ec2").delete_vpc(VpcId=resource_id), "InvalidVpcID.NotFound")

    def _set_dns(self, call: Call, vpc_id: str, inputs: Inputs) -> None:
        client = call.client("ec2")
        # One attribute a call; host names need support first.
        for key, parameter in (("enableDnsSupport", "EnableDnsSupport"), ("enableDnsHostnames", "EnableDnsHostnames")):
            if inputs.get(key) is not None:
                client.modify_vpc_attribute(VpcId=vpc_id, **{parameter: {"Value": inputs[key]}})


class Subnet(ResourceType):
    """A subnet in one availability zone."""

    token = "aws:ec2/subnet:Subnet"
    properties = frozenset(
        {"vpcId", "cidrBlock", "availabilityZone", "mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"}
    )
    computed = frozenset({"id", "arn", "availabilityZoneId", "ownerId"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("ec2")
        given: dict[str, Any] = {"VpcId": inputs["vpcId"], "CidrBlock": inputs["cidrBlock"]}
        if inputs.get("availabilityZone"):
            given["AvailabilityZone"] = inputs["availabilityZone"]
        answer = client.create_subnet(**given, TagSpecifications=tag_specification(call, "subnet"))
        subnet_id = str(answer["Subnet"]["SubnetId"])
        if inputs.get("mapPublicIpOnLaunch"):
            client.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": True})
        return subnet_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(lambda: client.describe_subnets(SubnetIds=[resource_id]), "InvalidSubnetID.NotFound")
        if answer is None or not answer["Subnets"]:
            return None
        subnet = answer["Subnets"][0]
        return {
            "id": resource_id,
            "arn": subnet.get("SubnetArn") or f"arn:aws:ec2:{call.region}:{call.account}:subnet/{resource_id}",
            "vpcId": subnet["VpcId"],
            "cidrBlock": subnet["CidrBlock"],
            "availabilityZone": subnet["AvailabilityZone"],
            "availabilityZoneId": subnet.get("AvailabilityZoneId", ""),
            "ownerId": subnet.get("OwnerId", call.account),
            "mapPublicIpOnLaunch": subnet.get("MapPublicIpOnLaunch", False),
            **tag_outputs(subnet.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "mapPublicIpOnLaunch" in changed:
            value = {"Value": bool(new.get("mapPublicIpOnLaunch"))}
            call.client("ec2").modify_subnet_attribute(SubnetId=resource_id, MapPublicIpOnLaunch=value)
        if "tagsAll" in changed:
            retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        found(lambda: call.client("ec2").delete_subnet(SubnetId=resource_id), "InvalidSubnetID.NotFound")


class InternetGateway(ResourceType):
    """The way from a VPC to the internet."""

    token = "aws:ec2/internetGateway:InternetGateway"
    properties = frozenset({"vpcId"})
    computed = frozenset({"id", "arn", "ownerId"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("ec2")
        answer = client.create_internet_gateway(TagSpecifications=tag_specification(call, "internet-gateway"))
        gateway_id = str(answer["InternetGateway"]["InternetGatewayId"])
        if inputs.get("vpcId"):
            client.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=inputs["vpcId"])
        return gateway_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(
            lambda: client.describe_internet_gateways(InternetGatewayIds=[resource_id]),
            "InvalidInternetGatewayID.NotFound",
        )
        if answer is None or not answer["InternetGateways"]:
            return None
        gateway = answer["InternetGateways"][0]
        return {
            "id": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:internet-gateway/{resource_id}",
            "ownerId": call.account,
            "vpcId": next((attached["VpcId"] for attached in gateway.get("Attachments", [])), ""),
            **tag_outputs(gateway.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if "vpcId" in changed:
            self._detach(call, resource_id, old.get("vpcId"))
            call.client("ec2").attach_internet_gateway(InternetGatewayId=resource_id, VpcId=new["vpcId"])
        if "tagsAll" in changed:
            retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        self._detach(call, resource_id, state.get("vpcId"))
        client = call.client("ec2")
        found(
            lambda: client.delete_internet_gateway(InternetGatewayId=resource_id), "InvalidInternetGatewayID.NotFound"
        )

    def _detach(self, call: Call, gateway_id: str, vpc_id: str | None) -> None:
        if vpc_id:
            client = call.client("ec2")
            found(
                lambda: client.detach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id),
                "Gateway.NotAttached",
                "InvalidInternetGatewayID.NotFound",
            )
