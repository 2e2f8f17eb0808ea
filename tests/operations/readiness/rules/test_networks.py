"""The network of a region: what is gone, cut off, re-pointed or full."""

from typing import Any

import pytest

from operations.live.stack_state import StateResource
from tests.operations.readiness.rules.stage import HERE, changed, resource, seen, told

_VPC, _SUBNET, _TABLE, _NAT, _ADDRESS = "vpc-1", "subnet-1", "rtb-1", "nat-1", "eipalloc-1"
_LOG = "arn:aws:logs:us-west-2:111122223333:log-group:/standby/flow-logs"
_STACK = resource(
    "pulumi:pulumi:Stack",
    "root",
    outputs={
        "region": HERE,
        "scaling": {name: {"serving": {"min_tasks": count}} for name, count in (("a", 6), ("b", 3))},
    },
)
DECLARED = [
    resource("aws:ec2/vpc:Vpc", id=_VPC, cidrBlock="10.20.0.0/16", enableDnsSupport=True, enableDnsHostnames=True),
    resource("aws:ec2/internetGateway:InternetGateway", id="igw-1", vpcId=_VPC),
    resource(
        "aws:ec2/subnet:Subnet",
        id=_SUBNET,
        vpcId=_VPC,
        cidrBlock="10.20.0.0/19",
        availabilityZone="us-west-2a",
        mapPublicIpOnLaunch=False,
        tags={"SubnetType": "Private"},
    ),
    resource("aws:ec2/routeTable:RouteTable", id=_TABLE, vpcId=_VPC),
    resource("aws:ec2/routeTableAssociation:RouteTableAssociation", id="a-1", subnetId=_SUBNET, routeTableId=_TABLE),
    resource("aws:ec2/route:Route", id="r-1", destinationCidrBlock="0.0.0.0/0", routeTableId=_TABLE, natGatewayId=_NAT),
    resource("aws:ec2/eip:Eip", id=_ADDRESS, outputs={"publicIp": "52.0.0.1"}),
    resource(
        "aws:ec2/natGateway:NatGateway", id=_NAT, subnetId=_SUBNET, allocationId=_ADDRESS, connectivityType="public"
    ),
    resource("aws:ec2/flowLog:FlowLog", id="fl-1", vpcId=_VPC, trafficType="ALL", logDestination=_LOG),
    _STACK,
]
_BLOCK = {"CidrBlock": "10.20.0.0/16", "CidrBlockState": {"State": "associated"}}


def _dns(*, support: bool = True, names: bool = True) -> Any:  # noqa: ANN401 - an answer
    answers = {"enableDnsSupport": ("EnableDnsSupport", support), "enableDnsHostnames": ("EnableDnsHostnames", names)}

    def answer(*, VpcId: str, Attribute: str) -> dict[str, Any]:  # noqa: N803 - AWS's
        key, value = answers[Attribute]
        return {key: {"Value": value}, "VpcId": VpcId}

    return answer


HEALTHY: dict[str, Any] = {
    "describe_vpcs": {
        "Vpcs": [
            {
                "VpcId": _VPC,
                "State": "available",
                "CidrBlock": "10.20.0.0/16",
                "CidrBlockAssociationSet": [_BLOCK],
            }
        ]
    },
    "describe_vpc_attribute": _dns(),
    "describe_internet_gateways": {
        "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": _VPC}]}]
    },
    "describe_subnets": {
        "Subnets": [
            {
                "SubnetId": _SUBNET,
                "State": "available",
                "VpcId": _VPC,
                "CidrBlock": "10.20.0.0/19",
                "AvailabilityZone": "us-west-2a",
                "AvailableIpAddressCount": 9,
                "MapPublicIpOnLaunch": False,
            }
        ]
    },
    "describe_route_tables": {
        "RouteTables": [
            {
                "RouteTableId": _TABLE,
                "VpcId": _VPC,
                "Associations": [
                    # The main one has no subnet.
                    {"Main": True, "RouteTableAssociationId": "a-0"},
                    {
                        "RouteTableAssociationId": "a-1",
                        "SubnetId": _SUBNET,
                        "AssociationState": {"State": "associated"},
                    },
                ],
                "Routes": [
                    {"DestinationCidrBlock": "10.20.0.0/16", "GatewayId": "local", "State": "active"},
                    {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": _NAT, "State": "active"},
                    {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"},
                ],
            }
        ]
    },
    "describe_addresses": {"Addresses": [{"AllocationId": _ADDRESS, "PublicIp": "52.0.0.1"}]},
    "describe_nat_gateways": {
        "NatGateways": [
            {
                "NatGatewayId": _NAT,
                "State": "available",
                "SubnetId": _SUBNET,
                "ConnectivityType": "public",
                "NatGatewayAddresses": [{"AllocationId": _ADDRESS}],
            }
        ]
    },
    "describe_flow_logs": {
        "FlowLogs": [
            {
                "FlowLogId": "fl-1",
                "FlowLogStatus": "ACTIVE",
                "ResourceId": _VPC,
                "TrafficType": "ALL",
                "LogDestination": _LOG,
            }
        ]
    },
}
_VPCS, _SUBNETS = ("describe_vpcs", "Vpcs"), ("describe_subnets", "Subnets")
_TABLES, _NATS = ("describe_route_tables", "RouteTables"), ("describe_nat_gateways", "NatGateways")
_LOGS, _GATEWAYS = ("describe_flow_logs", "FlowLogs"), ("describe_internet_gateways", "InternetGateways")
_ROUTE = (*_TABLES, 0, "Routes", 1)
# What is changed in AWS, then the type that is named, what is said and whether it stops.
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "no vpc": ((*_VPCS, []), "vpc:Vpc", "is not there", True),
    "no names of the VPC's own": (
        ("describe_vpc_attribute", _dns(support=False)),
        "vpc:Vpc",
        "enableDnsSupport is false, declared is true",
        True,
    ),
    "no names for hosts": (
        ("describe_vpc_attribute", _dns(names=False)),
        "vpc:Vpc",
        "enableDnsHostnames is false, declared is true",
        True,
    ),
    "no gateway": ((*_GATEWAYS, []), "internetGateway:InternetGateway", "is not there", True),
    "detached gateway": (
        (*_GATEWAYS, 0, "Attachments", []),
        "internetGateway:InternetGateway",
        "attached to is none, declared is vpc-1",
        True,
    ),
    "no subnet": ((*_SUBNETS, []), "subnet:Subnet", "is not there", True),
    "subnet of another zone": (
        (*_SUBNETS, 0, "AvailabilityZone", "us-west-2b"),
        "subnet:Subnet",
        "zone is us-west-2b, declared is us-west-2a",
        True,
    ),
    "full subnet": (
        (*_SUBNETS, 0, "AvailableIpAddressCount", 8),
        "subnet:Subnet",
        "has 8 free addresses, a failover needs 9",
        True,
    ),
    "public by default": (
        (*_SUBNETS, 0, "MapPublicIpOnLaunch", True),
        "subnet:Subnet",
        "mapPublicIpOnLaunch is true, declared is false",
        False,
    ),
    "other association": (
        (*_TABLES, 0, "RouteTableId", "rtb-9"),
        "routeTableAssociation:RouteTableAssociation",
        "route table of subnet-1 is rtb-9, declared is rtb-1",
        True,
    ),
    "no association": (
        (*_TABLES, 0, "Associations", 1, ...),
        "routeTableAssociation:RouteTableAssociation",
        "is not there: subnet-1 goes by the network's main route table",
        True,
    ),
    "no route": ((*_ROUTE, ...), "route:Route", "is not there: rtb-1 has no way to 0.0.0.0/0", True),
    "blackhole": ((*_ROUTE, "State", "blackhole"), "route:Route", "state is blackhole, declared is active", True),
    "other route": (
        (*_ROUTE, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}),
        "route:Route",
        "target of 0.0.0.0/0 is igw-1, declared is nat-1",
        True,
    ),
    "no address": (("describe_addresses", "Addresses", []), "eip:Eip", "is not there", True),
    "no NAT gateway": ((*_NATS, []), "natGateway:NatGateway", "is not there", True),
    "deleted NAT gateway": (
        (*_NATS, 0, "State", "deleted"),
        "natGateway:NatGateway",
        "state is deleted, declared is available",
        True,
    ),
    "NAT gateway with another address": (
        (*_NATS, 0, "NatGatewayAddresses", 0, "AllocationId", "eipalloc-9"),
        "natGateway:NatGateway",
        "address is eipalloc-9, declared is eipalloc-1",
        True,
    ),
    "no flow log": ((*_LOGS, []), "flowLog:FlowLog", "is not there", False),
    "flow log that fails": (
        (*_LOGS, 0, "DeliverLogsStatus", "FAILED"),
        "flowLog:FlowLog",
        "delivery is FAILED, declared is SUCCESS",
        False,
    ),
}


def test_a_network_as_declared_has_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, kind, says, stops = case
    found = seen(DECLARED, changed(HEALTHY, *change))
    assert [(each.seen, each.stops) for each in found.problems if each.resource.type.endswith(kind)] == [(says, stops)]
    assert found.unseen == ()


def test_a_table_that_is_gone_takes_its_routes_along() -> None:
    found = seen(DECLARED, changed(HEALTHY, *_TABLES, []))
    assert {each.resource.type.partition(":")[2].rpartition(":")[0] for each in found.problems} == {
        "ec2/routeTable",
        "ec2/routeTableAssociation",
        "ec2/route",
    }
    assert not found.is_ready


def test_a_gateway_that_has_no_address_yet_is_no_other_one() -> None:
    assert told(DECLARED, changed(HEALTHY, *_NATS, 0, "NatGatewayAddresses", [])) == []


@pytest.mark.parametrize(("kind", "free", "wanted"), [("Public", 7, 8), ("Isolated", 0, 0)])
def test_each_kind_of_subnet_needs_its_own_room(kind: str, free: int, wanted: int) -> None:
    def as_kind(one: StateResource) -> StateResource:
        if "/subnet:" not in one.type:
            return one
        return resource(one.type, id=one.id, **{**one.inputs, "tags": {"SubnetType": kind}})

    found = told([as_kind(each) for each in DECLARED], changed(HEALTHY, *_SUBNETS, 0, "AvailableIpAddressCount", free))
    says = [("it", f"has {free} free addresses, a failover needs {wanted}", True)]
    assert found == (says if wanted else [])
