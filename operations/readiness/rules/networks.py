"""EC2: the network of a region, its ways in and out, and whether it has room for what a failover starts."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, needed, spared, stack_of

READS = (
    "ec2:DescribeAddresses",
    "ec2:DescribeFlowLogs",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNatGateways",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcs",
)
_GONE = "is not there"
_STACK = "pulumi:pulumi:Stack"
_DNS = (("enableDnsSupport", "EnableDnsSupport"), ("enableDnsHostnames", "EnableDnsHostnames"))
# What an Application Load Balancer wants free in each of its subnets to grow.
_OF_A_LOAD_BALANCER = 8
# Input of a route -> what AWS calls its target.
_TARGETS = {
    "natGatewayId": "NatGatewayId",
    "gatewayId": "GatewayId",
    "transitGatewayId": "TransitGatewayId",
    "vpcPeeringConnectionId": "VpcPeeringConnectionId",
    "networkInterfaceId": "NetworkInterfaceId",
    "egressOnlyGatewayId": "EgressOnlyInternetGatewayId",
}
_NO_NETWORK = "nothing of the region reaches anything"
_NO_NAMES = "tasks would not find the database, the cache and the endpoints by their names"
_NO_CLIENTS = "clients and health checkers do not reach the load balancer"
_NO_ZONE = "what a failover starts in this zone has no place, and what stands in it is cut off"
_NO_ROOM = "tasks that a failover starts get no address"
_NO_WAY = "what stands in its subnets does not reach what it needs: images, stores, other AWS services or the internet"
_NO_NAT = "tasks reach nothing that has no endpoint here: the world outside AWS, and the other region's services"
_NO_FLOWS = "a failover needs no record of the traffic; it is missed when somebody looks into an attack"


def _vpcs(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["VpcId"]: each for each in ask.all("ec2", "describe_vpcs", "Vpcs")}
    for each in declared:
        vpc = found.get(each.id)
        if vpc is None:
            yield needed(each, _GONE, _NO_NETWORK)
            continue
        blocks = [one["CidrBlock"] for one in vpc.get("CidrBlockAssociationSet", ())]
        own = each.inputs["cidrBlock"] if each.inputs["cidrBlock"] in blocks else vpc["CidrBlock"]
        if seen := unlike(
            Facet("state", vpc["State"], "available"), Facet("address block", own, each.inputs["cidrBlock"])
        ):
            yield needed(each, seen, _NO_NETWORK)
        dns = [
            Facet(name, _attribute(ask, each.id, name, answer), each.inputs.get(name))
            for name, answer in _DNS
            if name in each.inputs
        ]
        if seen := unlike(*dns):
            yield needed(each, seen, _NO_NAMES)


def _attribute(ask: Ask, vpc: str, name: str, answer: str) -> bool:
    return bool(ask.one("ec2", "describe_vpc_attribute", VpcId=vpc, Attribute=name)[answer]["Value"])


def _internet_gateways(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {
        each["InternetGatewayId"]: each for each in ask.all("ec2", "describe_internet_gateways", "InternetGateways")
    }
    for each in declared:
        if each.id not in found:
            yield needed(each, _GONE, _NO_CLIENTS)
            continue
        attached = [one["VpcId"] for one in found[each.id]["Attachments"] if one["State"] in {"available", "attached"}]
        if seen := unlike(Facet("attached to", attached, [each.inputs["vpcId"]])):
            yield needed(each, seen, _NO_CLIENTS)


def _subnets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["SubnetId"]: each for each in ask.all("ec2", "describe_subnets", "Subnets")}
    for each in declared:
        subnet = found.get(each.id)
        if subnet is None:
            yield needed(each, _GONE, _NO_ZONE)
            continue
        if seen := unlike(
            Facet("state", subnet["State"], "available"),
            Facet("network", subnet["VpcId"], each.inputs["vpcId"]),
            Facet("address block", subnet["CidrBlock"], each.inputs["cidrBlock"]),
            Facet("zone", subnet["AvailabilityZone"], each.inputs.get("availabilityZone")),
        ):
            yield needed(each, seen, _NO_ZONE)
        wanted, free = _wanted(ask, each, declared), subnet["AvailableIpAddressCount"]
        if free < wanted:
            room = "find out what took them (aws ec2 describe-network-interfaces), and let it go"
            yield needed(each, f"has {free} free addresses, a failover needs {wanted}", _NO_ROOM, room)
        public = Facet("mapPublicIpOnLaunch", subnet["MapPublicIpOnLaunch"], each.inputs.get("mapPublicIpOnLaunch"))
        if seen := unlike(public):
            yield spared(each, seen, "nothing that this program declares takes a public address by its subnet")


def _wanted(ask: Ask, subnet: StateResource, declared: Sequence[StateResource]) -> int:
    """Free addresses that a subnet needs: in private ones its share of the tasks that serve."""
    kind = _kind(subnet)
    if kind == "Public":
        return _OF_A_LOAD_BALANCER
    if kind != "Private":
        return 0
    beside = sum(_kind(each) == kind for each in declared)
    return ceil(_serving(ask, stack_of(subnet)) / beside)


def _kind(subnet: StateResource) -> str:
    return str(subnet.inputs.get("tags", {}).get("SubnetType", ""))


def _serving(ask: Ask, stack: str) -> int:
    """Tasks or pods that the workloads of a stack have at least while its region serves."""
    roots = [each for each in ask.declared if each.type == _STACK and stack_of(each) == stack]
    bounds = [one for root in roots for one in root.outputs.get("scaling", {}).values()]
    return sum(int(each["serving"]["min_tasks"]) for each in bounds)


def _tables(ask: Ask) -> dict[str, dict[str, Any]]:
    return {each["RouteTableId"]: each for each in ask.all("ec2", "describe_route_tables", "RouteTables")}


def _route_tables(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = _tables(ask)
    for each in declared:
        if each.id not in found:
            yield needed(each, _GONE, _NO_WAY)
        elif seen := unlike(Facet("network", found[each.id]["VpcId"], each.inputs["vpcId"])):
            yield needed(each, seen, _NO_WAY)


def _associations(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {
        one["SubnetId"]: table
        for table, each in _tables(ask).items()
        for one in each["Associations"]
        if "SubnetId" in one and one.get("AssociationState", {}).get("State", "associated") == "associated"
    }
    for each in declared:
        subnet = each.inputs["subnetId"]
        if subnet not in found:
            yield needed(each, f"is not there: {subnet} goes by the network's main route table", _NO_WAY)
        elif seen := unlike(Facet(f"route table of {subnet}", found[subnet], each.inputs["routeTableId"])):
            yield needed(each, seen, _NO_WAY)


def _routes(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    tables = _tables(ask)
    for each in declared:
        to = each.inputs.get("destinationCidrBlock") or each.inputs.get("destinationIpv6CidrBlock")
        routes = tables.get(each.inputs["routeTableId"], {}).get("Routes", ())
        route = next((one for one in routes if to in _destinations(one)), None)
        if route is None:
            yield needed(each, f"is not there: {each.inputs['routeTableId']} has no way to {to}", _NO_WAY)
            continue
        targets = [
            Facet(f"target of {to}", _target(route), each.inputs[key]) for key in _TARGETS if each.inputs.get(key)
        ]
        if seen := unlike(Facet("state", route.get("State"), "active"), *targets):
            yield needed(each, seen, _NO_WAY)


def _destinations(route: dict[str, Any]) -> tuple[str | None, ...]:
    return route.get("DestinationCidrBlock"), route.get("DestinationIpv6CidrBlock")


def _target(route: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return next((route[key] for key in (*_TARGETS.values(), "InstanceId", "LocalGatewayId") if route.get(key)), None)


def _addresses(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each.get("AllocationId"): each for each in ask.all("ec2", "describe_addresses", "Addresses")}
    for each in declared:
        if each.id not in found:
            yield needed(each, _GONE, _NO_NAT)
        elif seen := unlike(Facet("address", found[each.id]["PublicIp"], each.outputs.get("publicIp"))):
            yield needed(each, seen, _NO_NAT)


def _nat_gateways(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["NatGatewayId"]: each for each in ask.all("ec2", "describe_nat_gateways", "NatGateways")}
    for each in declared:
        gateway = found.get(each.id)
        if gateway is None:
            yield needed(each, _GONE, _NO_NAT)
            continue
        addresses = [one["AllocationId"] for one in gateway.get("NatGatewayAddresses", ()) if "AllocationId" in one]
        own = each.inputs.get("allocationId")
        if seen := unlike(
            Facet("state", gateway["State"], "available"),
            Facet("subnet", gateway["SubnetId"], each.inputs["subnetId"]),
            Facet("kind", gateway.get("ConnectivityType", "public"), each.inputs.get("connectivityType")),
            # AWS names them within seconds after a gateway is made.
            Facet("address", addresses, [own] if own and addresses else None),
        ):
            yield needed(each, seen, _NO_NAT)


def _flow_logs(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["FlowLogId"]: each for each in ask.all("ec2", "describe_flow_logs", "FlowLogs")}
    for each in declared:
        log = found.get(each.id)
        if log is None:
            yield spared(each, _GONE, _NO_FLOWS)
        elif seen := unlike(
            Facet("state", log["FlowLogStatus"], "ACTIVE"),
            # AWS says SUCCESS or FAILED, and nothing before it has tried.
            Facet("delivery", log.get("DeliverLogsStatus", "SUCCESS"), "SUCCESS"),
            Facet("network", log["ResourceId"], each.inputs.get("vpcId")),
            Facet("traffic", log.get("TrafficType"), each.inputs.get("trafficType")),
            Facet("destination", log.get("LogDestination"), each.inputs.get("logDestination")),
        ):
            yield spared(each, seen, _NO_FLOWS)


RULES = (
    Rule(type="aws:ec2/eip:Eip", look=_addresses),
    Rule(type="aws:ec2/flowLog:FlowLog", look=_flow_logs),
    Rule(type="aws:ec2/internetGateway:InternetGateway", look=_internet_gateways),
    Rule(type="aws:ec2/natGateway:NatGateway", look=_nat_gateways),
    Rule(type="aws:ec2/route:Route", look=_routes),
    Rule(type="aws:ec2/routeTable:RouteTable", look=_route_tables),
    Rule(type="aws:ec2/routeTableAssociation:RouteTableAssociation", look=_associations),
    Rule(type="aws:ec2/subnet:Subnet", look=_subnets),
    Rule(type="aws:ec2/vpc:Vpc", look=_vpcs),
)
