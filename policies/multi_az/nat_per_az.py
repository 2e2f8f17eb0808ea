"""Rule az-nat-per-az."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import STACK, Node, Stack
from framework.reading import objects, present, text
from framework.region_role import PILOT, PROVISIONED_AS, WARM, provisioned_as
from framework.rule import Severity, StackRule, WhenUnknown, setting
from multi_az.zones import SUBNET, zones_of

_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_TABLE, _ROUTE, _NAT = "aws:ec2/routeTable:RouteTable", "aws:ec2/route:Route", "aws:ec2/natGateway:NatGateway"


def check(association: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """From the subnet to its table, from there to the gateways, and back to the gateways' subnets."""
    if provisioned_as(stack, settings) in settings.names("sharedNatRoles"):
        return
    tables = stack.linked(association, "routeTableId", _TABLE)
    if not tables:
        yield "cannot be judged, because its route table is not in this stack (routeTableId)"
    for table in tables:
        leading = stack.perhaps_referring(table, "routeTableId", _ROUTE)
        routes = [route for route in leading if present(route.props, "natGatewayId")]
        inline = any(present(entry, "natGatewayId") for entry in objects(table.props, "routes"))
        gateways = [nat for route in routes for nat in stack.linked(route, "natGatewayId", _NAT)]
        gateways += stack.linked(table, "routes", _NAT) if inline else []
        if (routes or inline) and not gateways:
            yield "cannot be judged, because the NAT gateway behind it is not in this stack"
        mine = zones_of(stack.linked(association, "subnetId", SUBNET)) if gateways else set()
        if gateways and not mine:
            yield "cannot be judged, because the zone of its subnet is said nowhere in this stack (subnetId)"
        for nat in gateways:
            zonal = text(nat.props, "availabilityMode", "zonal") != "regional"
            if zonal and zones_of(stack.linked(nat, "subnetId", SUBNET)) != mine:
                yield f"sends a subnet's traffic out through {nat.name}, which stands in another Availability Zone"


RULE = StackRule(
    id="az-nat-per-az",
    title="A subnet's way out does not lead through another Availability Zone.",
    breaks="When the gateway's zone fails, every other zone loses its way out with it.",
    instead="declare one NAT gateway for each zone and route each private subnet to that of its own zone, or one "
    "gateway with availabilityMode regional. A region that stands by may share one: export region_role warm or pilot.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "Trusted Advisor NAT Gateway AZ independence"),
    reads={
        _ASSOCIATION: ("subnetId", "routeTableId"),
        _TABLE: ("routes.natGatewayId",),
        _ROUTE: ("routeTableId", "natGatewayId"),
        _NAT: ("subnetId", "availabilityMode"),
        SUBNET: ("availabilityZone", "availabilityZoneId"),
    },
    subjects=(_ASSOCIATION,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings={
        **PROVISIONED_AS,
        "sharedNatRoles": setting(
            "array", [WARM, PILOT], "Region roles in which zones may share a gateway.", items={"type": "string"}
        ),
    },
    conflicts=("CKV2_AWS_35 asks for a NAT gateway in the default route, and is content with one for all zones.",),
    left_out={
        _ROUTE: {
            "routeTableId": "EC2 makes no route without a table (EC2 API, CreateRoute).",
            "natGatewayId": "the route leads through something else (EC2 API, CreateRoute).",
        },
        _TABLE: {"routes.natGatewayId": "no route in it leads through a gateway (EC2 API, CreateRouteTable)."},
        STACK: {"provisioned_as": "its region role decides (setting provisionedAsOutput)."},
    },
    otherwise={_ROUTE: {"routeTableId": "a route of another table is no way out of this subnet."}},
    check=check,
)
