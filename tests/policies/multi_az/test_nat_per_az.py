"""The way out of each subnet."""

import pytest

from multi_az.nat_per_az import RULE
from tests.policies.bench import UNKNOWN, Declared, stack_root
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, subnets

_NAT, _TABLE = "aws:ec2/natGateway:NatGateway", "aws:ec2/routeTable:RouteTable"


def _network(
    *gateways_of: int, regional: bool = False, inline: bool = False, region_role: str = "", provisioned_as: str = ""
) -> list[Declared]:
    """Three private subnets; `gateways_of` says by number through which zone's gateway each one leaves."""
    public, private = subnets(*THREE, tier="Public"), subnets(*THREE)
    mode = {"availabilityMode": "regional"} if regional else {}
    nats = [Declared(_NAT, f"nat-{n}", mode, refs={"subnetId": [each]}) for n, each in enumerate(public)]
    said = {key: value for key, value in (("region_role", region_role), ("provisioned_as", provisioned_as)) if value}
    made = [*public, *private, *nats, stack_root(**said)]
    for subnet, number in zip(private, gateways_of, strict=True):
        table = Declared(_TABLE, f"table-of-{subnet.name}")
        if inline:
            table.props, table.refs = {"routes": [{"natGatewayId": UNKNOWN}]}, {"routes": [nats[number]]}
        else:
            refs = {"routeTableId": [table], "natGatewayId": [nats[number]]}
            made.append(Declared("aws:ec2/route:Route", f"out-of-{subnet.name}", {"natGatewayId": UNKNOWN}, refs=refs))
        refs = {"routeTableId": [table], "subnetId": [subnet]}
        association = Declared("aws:ec2/routeTableAssociation:RouteTableAssociation", subnet.name, refs=refs)
        made += [table, association]
    return made


def _foreign() -> list[Declared]:
    (subnet,) = subnets(THREE[0])
    table = Declared(_TABLE, "table", {"routes": [{"natGatewayId": "nat-0123456789"}]})
    refs = {"routeTableId": [table], "subnetId": [subnet]}
    return [subnet, table, Declared("aws:ec2/routeTableAssociation:RouteTableAssociation", "private", refs=refs)]


def _no_way_out() -> list[Declared]:
    (subnet,) = subnets(THREE[0])
    table = Declared(_TABLE, "table")
    refs = {"routeTableId": [table], "subnetId": [subnet]}
    return [subnet, table, Declared("aws:ec2/routeTableAssociation:RouteTableAssociation", "isolated", refs=refs)]


def _without(kind: str, key: str) -> list[Declared]:
    made = _network(0, 1, 2)
    for each in made:
        if each.type == kind:
            each.props, each.refs = {**each.props, key: "not-of-this-stack"}, {**each.refs, key: []}
    return made


_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
CASES = (
    passes("a gateway for each zone", _network(0, 1, 2)),
    passes("routes inside their tables", _network(0, 1, 2, inline=True)),
    passes("one gateway over all zones", _network(0, 0, 0, regional=True)),
    passes("a region that stands by may share one", _network(0, 0, 0, region_role="warm")),
    passes("after a failover it still may", _network(0, 0, 0, region_role="serving", provisioned_as="warm")),
    absent("a subnet without a way out", _no_way_out()),
    fails("one gateway for all zones", _network(0, 0, 0), "through nat-0"),
    fails(
        "one gateway, built to serve", _network(0, 0, 0, region_role="warm", provisioned_as="serving"), "through nat-0"
    ),
    fails("one gateway by routes inside tables", _network(1, 1, 1, inline=True), "through nat-1"),
    fails(
        "a region role that nobody knows counts as serving", _network(0, 0, 0, region_role="asleep"), "through nat-0"
    ),
    unknown(
        "the region role is not known, so the region serves", _network(0, 0, 0, region_role=UNKNOWN), "through nat-0"
    ),
    fails("a route table of another stack", _without(_ASSOCIATION, "routeTableId"), "route table is not in this stack"),
    fails("a subnet of another stack", _without(_ASSOCIATION, "subnetId"), "zone of its subnet is said nowhere"),
    fails("a gateway of another stack", _foreign(), "not in this stack"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
