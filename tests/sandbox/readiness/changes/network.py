"""EC2: the network of a region."""

from operations.live.stack_state import StateResource
from tests.sandbox.readiness.change import Table
from tests.sandbox.readiness.hands import Inside, Record, by, changed, gone, set_to, without

_ELSEWHERE = "sg-0123456789abcdef0"
_NOBODY_REACHES = "what runs in the region is not reached, or reaches nothing"


def _route(record: Record, resource: StateResource) -> Record:
    (found,) = [
        each for each in record["Routes"] if each.get("DestinationCidrBlock") == resource.inputs["destinationCidrBlock"]
    ]
    return found


def _removed_route(record: Record, resource: StateResource) -> None:
    record["Routes"].remove(_route(record, resource))


def _into_the_dark(record: Record, resource: StateResource) -> None:
    _route(record, resource)["State"] = "blackhole"


def _elsewhere(record: Record, resource: StateResource) -> None:
    route = _route(record, resource)
    field = "NatGatewayId" if "NatGatewayId" in route else "GatewayId"
    route[field] = "nat-0123456789abcdef0" if field == "NatGatewayId" else "igw-0123456789abcdef0"


def _detached(record: Record, resource: StateResource) -> None:
    record["Associations"] = [each for each in record["Associations"] if each["RouteTableAssociationId"] != resource.id]


def _to_another_table(inside: Inside, resource: StateResource) -> None:
    tables = inside.records("ec2", "_route_tables")
    here = tables[inside.key("ec2", "_route_tables", resource.inputs["routeTableId"], resource.region)]
    (mine,) = [each for each in here["Associations"] if each["RouteTableAssociationId"] == resource.id]
    other = (
        next(table for table in tables.values() if table["VpcId"] == here["VpcId"] and len(table["Routes"]) == 1)
        if len(here["Routes"]) > 1
        else next(table for table in tables.values() if table["VpcId"] == here["VpcId"] and len(table["Routes"]) > 1)
    )
    here["Associations"].remove(mine)
    other["Associations"].append(mine | {"RouteTableId": other["RouteTableId"]})


def _permission(record: Record, resource: StateResource) -> tuple[list[Record], Record]:
    """The entry of a group that a rule is, and the list that it is in."""
    side = "IpPermissionsEgress" if "Egress" in resource.type else "IpPermissions"
    given = resource.inputs
    for each in record[side]:
        if (each.get("FromPort"), each.get("ToPort")) != (given.get("fromPort"), given.get("toPort")):
            continue
        peers = (
            *(pair["GroupId"] for pair in each["UserIdGroupPairs"]),
            *(one["CidrIp"] for one in each["IpRanges"]),
            *(one["PrefixListId"] for one in each["PrefixListIds"]),
        )
        wanted = given.get("referencedSecurityGroupId") or given.get("cidrIpv4") or given.get("prefixListId")
        if wanted in peers:
            return record[side], each
    msg = f"{resource.name} is none of {record[side]}"
    raise LookupError(msg)


def _no_rule(record: Record, resource: StateResource) -> None:
    listed, mine = _permission(record, resource)
    listed.remove(mine)


def _other_port(record: Record, resource: StateResource) -> None:
    _, mine = _permission(record, resource)
    mine["FromPort"] = mine["ToPort"] = 1


def _anywhere(record: Record, resource: StateResource) -> None:
    _, mine = _permission(record, resource)
    mine |= {"UserIdGroupPairs": [{"GroupId": _ELSEWHERE}], "IpRanges": [], "PrefixListIds": []}


def _of(resource: StateResource) -> str:
    return str(resource.inputs["securityGroupId"])


_rules = tuple(
    Table(f"aws:vpc/securityGroup{way}Rule:SecurityGroup{way}Rule")
    .stops("removed", changed("ec2", "_security_groups", _no_rule, _of), _NOBODY_REACHES)
    .stops("for others", changed("ec2", "_security_groups", _anywhere, _of), _NOBODY_REACHES)
    .stops("another port", changed("ec2", "_security_groups", _other_port, _of), _NOBODY_REACHES)
    for way in ("Ingress", "Egress")
)
_INTERFACE = ("ecr", "secretsmanager", "monitoring", "events", "logs", "sqs", "eks", "sts", "elastic", "autoscaling")

TABLES = (
    Table("aws:ec2/vpc:Vpc")
    .stops("removed", gone("ec2", "_vpcs"), "everything stands in it")
    .stops("no DNS", set_to("ec2", "_vpcs", EnableDnsSupport=False), "no name is resolved in it")
    .stops("no host names", set_to("ec2", "_vpcs", EnableDnsHostnames=False), "endpoints lose their private names"),
    Table("aws:ec2/subnet:Subnet")
    .stops("removed", gone("ec2", "_subnets"), "one zone less than declared")
    .stops(
        "full",
        set_to("ec2", "_subnets", AvailableIpAddressCount=0),
        "the tasks of a failover find no address",
        only=("private",),
    ),
    Table("aws:ec2/routeTable:RouteTable").stops("removed", gone("ec2", "_route_tables"), _NOBODY_REACHES),
    Table("aws:ec2/route:Route")
    .stops("removed", changed("ec2", "_route_tables", _removed_route, by("routeTableId")), _NOBODY_REACHES)
    .stops("blackhole", changed("ec2", "_route_tables", _into_the_dark, by("routeTableId")), _NOBODY_REACHES)
    .stops("re-pointed", changed("ec2", "_route_tables", _elsewhere, by("routeTableId")), _NOBODY_REACHES),
    Table("aws:ec2/routeTableAssociation:RouteTableAssociation")
    .stops(
        "removed",
        changed("ec2", "_route_tables", _detached, by("routeTableId")),
        "the subnet has the main table's routes, which lead nowhere",
    )
    .stops("re-pointed", _to_another_table, "the subnet has another's routes"),
    Table("aws:ec2/internetGateway:InternetGateway")
    .stops("removed", gone("ec2", "_internet_gateways"), "clients reach nothing")
    .stops(
        "attached elsewhere",
        changed(
            "ec2", "_internet_gateways", lambda one, _: one["Attachments"][0].update(VpcId="vpc-0123456789abcdef0")
        ),
        "clients reach nothing",
    )
    .stops("detached", without("ec2", "_internet_gateways", "Attachments"), "clients reach nothing"),
    Table("aws:ec2/eip:Eip").stops("released", gone("ec2", "_addresses"), "the NAT gateway has no address"),
    Table("aws:ec2/natGateway:NatGateway")
    .stops("removed", gone("ec2", "_nat_gateways"), "nothing outside AWS is reached")
    .stops("deleted", set_to("ec2", "_nat_gateways", State="deleted"), "as AWS shows it for an hour")
    .stops("failed", set_to("ec2", "_nat_gateways", State="failed"), "nothing outside AWS is reached"),
    Table("aws:ec2/securityGroup:SecurityGroup").stops(
        "removed", gone("ec2", "_security_groups"), "what is in it cannot be started again"
    ),
    *_rules,
    Table("aws:ec2/vpcEndpoint:VpcEndpoint")
    .stops("removed", gone("ec2", "_vpc_endpoints"), "tasks do not reach the service")
    .stops("failed", set_to("ec2", "_vpc_endpoints", State="failed"), "tasks do not reach the service")
    .stops(
        "without private names",
        set_to("ec2", "_vpc_endpoints", PrivateDnsEnabled=False),
        "tasks ask the public address, which they do not reach",
        only=_INTERFACE,
    )
    .stops(
        "groups replaced",
        set_to("ec2", "_vpc_endpoints", GroupIds=[_ELSEWHERE]),
        "tasks do not reach the service",
        only=_INTERFACE,
    )
    .stops("zones removed", without("ec2", "_vpc_endpoints", "SubnetIds", keep=1), "one zone only", only=_INTERFACE)
    .stops(
        "tables removed",
        without("ec2", "_vpc_endpoints", "RouteTableIds", keep=1),
        "the other subnets do not reach it",
        only=("-s3", "dynamodb"),
    ),
    Table("aws:ec2/flowLog:FlowLog").lives("removed", gone("ec2", "_flow_logs"), "it records, and carries nothing"),
)
