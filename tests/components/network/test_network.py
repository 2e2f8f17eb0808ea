"""A region's network: three zones, three tiers, a chain of security groups, and private ways to AWS.

The VPC is built by the sandbox's awsx component, which its own tests compare with the real one.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import product

import pytest

from components.network.security_groups import Firewall, FirewallArgs
from sandbox.protocol.values import Properties
from sandbox.recording import Recording, tokens
from tests.components.place import REGION, build
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS, settings_of

SUBNET, ROUTE, NAT, ENDPOINT = tokens("ec2", "Subnet", "Route", "NatGateway", "VpcEndpoint")
INGRESS, EGRESS = (f"aws:vpc/securityGroup{way}Rule:SecurityGroup{way}Rule" for way in ("Ingress", "Egress"))
REGION_OF = {HOME: EAST, PEER: WEST}
each_stack = pytest.mark.parametrize("stack", STACKS)
# Where each subnet lies. Another address or zone is another subnet, and the stores stand in them.
SUBNETS: Mapping[str, tuple[str, str]] = {
    "network-private-1": ("0.0/19", "a"),
    "network-public-1": ("32.0/20", "a"),
    "network-isolated-1": ("48.0/22", "a"),
    "network-private-2": ("64.0/19", "b"),
    "network-public-2": ("96.0/20", "b"),
    "network-isolated-2": ("112.0/22", "b"),
    "network-private-3": ("128.0/19", "c"),
    "network-public-3": ("160.0/20", "c"),
    "network-isolated-3": ("176.0/22", "c"),
}


def _firewall() -> Recording:
    args = FirewallArgs(vpc_id="vpc", region=REGION, container_ports=(8080,))
    return build(lambda here: Firewall("firewall", args, here.opts))


@each_stack
def test_subnets_lie_where_they_always_lay(stack: str) -> None:
    block = {HOME: "10.10", PEER: "10.20"}[stack]
    found = {each.name: (each.plain["cidrBlock"], each.plain["availabilityZone"]) for each in run(stack).of(SUBNET)}
    assert found == {name: (f"{block}.{cidr}", f"{REGION_OF[stack]}{zone}") for name, (cidr, zone) in SUBNETS.items()}


@each_stack
def test_private_names_of_endpoints_resolve(stack: str) -> None:
    assert run(stack).one("aws:ec2/vpc:Vpc").plain["enableDnsHostnames"] is True


@each_stack
@pytest.mark.parametrize("strategy", ["active-active", "warm-standby", "pilot-light"])
@pytest.mark.parametrize("full_size_region", [EAST, WEST])
def test_a_region_that_is_built_to_serve_has_a_nat_gateway_in_each_zone(
    stack: str, strategy: str, full_size_region: str
) -> None:
    recording = run(stack, strategy=strategy, full_size_region=full_size_region)
    provisioned_as = settings_of(stack, strategy=strategy, full_size_region=full_size_region).provisioned_as
    ways = {
        each.name: each.plain.get("natGatewayId")
        for each in recording.of(ROUTE)
        if each.name.startswith("network-private")
    }
    assert len(recording.of(NAT)) == {"serving": 3, "warm": 1, "pilot": 0}[provisioned_as]
    assert len(set(ways.values())) == {"serving": 3, "warm": 1, "pilot": 0}[provisioned_as]


@each_stack
def test_data_subnets_have_no_way_out(stack: str) -> None:
    assert [each.name for each in run(stack).of(ROUTE) if "isolated" in each.name] == []


@each_stack
def test_stores_stand_in_data_subnets_of_three_zones(stack: str) -> None:
    recording = run(stack)
    for kind in ("aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"):
        assert sorted(recording.one(kind).plain["subnetIds"]) == [
            f"network-isolated-{number}.id" for number in (1, 2, 3)
        ]


@each_stack
def test_tasks_reach_aws_without_the_internet(stack: str) -> None:
    endpoints = {
        each.plain["serviceName"].removeprefix(f"com.amazonaws.{REGION_OF[stack]}."): each.plain
        for each in run(stack).of(ENDPOINT)
    }
    kinds = {name: each["vpcEndpointType"] for name, each in endpoints.items()}
    assert kinds == {
        "dynamodb": "Gateway", "s3": "Gateway",
        **dict.fromkeys(("ecr.api", "ecr.dkr", "events", "logs", "monitoring", "secretsmanager", "sqs"), "Interface"),
    }  # fmt: skip
    for endpoint in endpoints.values():
        if endpoint["vpcEndpointType"] == "Interface":
            assert len(endpoint["subnetIds"]) == 3
            assert endpoint["privateDnsEnabled"] is True
            assert endpoint["securityGroupIds"] == ["firewall-endpoints.id"]
        else:
            assert len(endpoint["routeTableIds"]) == 9


@pytest.mark.parametrize(
    ("strategy", "share", "there"),
    [("pilot-light", 0.05, True), ("pilot-light", 0, False), ("warm-standby", 0.05, False)],
)
def test_spans_find_xray_where_nothing_else_leads_there(strategy: str, share: float, *, there: bool) -> None:
    changes: Properties = {"strategy": strategy, "observability": {"trace_share": share}}
    recording = start(PEER, changes, home=run(HOME).exported)
    services = {str(each.plain["serviceName"]).rpartition(".")[2] for each in recording.of(ENDPOINT)}
    assert ("xray" in services) is there


def _links(recording: Recording) -> Counter[tuple[str, str, str, int]]:
    """(direction, group, the other side, port) of every rule."""
    return Counter(
        (
            "out" if rule.type == EGRESS else "in",
            str(rule.plain["securityGroupId"]).removesuffix(".id").removeprefix("firewall-"),
            str(
                rule.plain.get("referencedSecurityGroupId")
                or rule.plain.get("prefixListId")
                or rule.plain.get("cidrIpv4")
            )
            .removesuffix(".id")
            .removeprefix("firewall-"),
            int(rule.plain["fromPort"]),
        )
        for rule in (*recording.of(INGRESS), *recording.of(EGRESS))
    )


def test_the_groups_are_a_chain_from_the_edge_to_the_data() -> None:
    anywhere, services = "0.0.0.0/0", [f"pl-com.amazonaws.{REGION}.{name}" for name in ("dynamodb", "s3")]
    assert _links(_firewall()) == Counter(
        [
            ("in", "load-balancer", "pl-com.amazonaws.global.cloudfront.origin-facing", 443),
            ("in", "health-checkers", f"pl-com.amazonaws.{REGION}.route53-healthchecks", 443),
            ("out", "load-balancer", "tasks", 8080),
            ("in", "tasks", "load-balancer", 8080),
            ("out", "tasks", "endpoints", 443),
            ("in", "endpoints", "tasks", 443),
            ("out", "tasks", "database", 5432),
            ("in", "database", "tasks", 5432),
            ("out", "tasks", "cache", 6379),
            ("in", "cache", "tasks", 6379),
            *(("out", "tasks", service, 443) for service in services),
            ("out", "tasks", anywhere, 443),
        ]
    )


def test_every_rule_is_one_port_of_tcp() -> None:
    recording = _firewall()
    for rule in (*recording.some(INGRESS), *recording.some(EGRESS)):
        assert rule.plain["ipProtocol"] == "tcp"
        assert rule.plain["fromPort"] == rule.plain["toPort"]


def test_rules_are_resources_of_their_own() -> None:
    groups = _firewall().of("aws:ec2/securityGroup:SecurityGroup")
    assert len(groups) == 6
    assert not [each.name for each in groups if {"ingress", "egress"} & set(each.plain)], (
        "two managers of one group fight"
    )


@each_stack
def test_who_talked_to_whom_is_logged_encrypted_and_kept(stack: str) -> None:
    recording = run(stack)
    log = recording.one("aws:ec2/flowLog:FlowLog")
    group = recording.one("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs-group").plain
    assert (log.plain["trafficType"], log.plain["vpcId"]) == ("ALL", "network.id")
    assert group["retentionInDays"] == 30
    assert group["kmsKeyId"].endswith(":region-key")
    permission = recording.one("aws:iam/rolePolicy:RolePolicy", "network-flow-logs-role-write")
    assert permission.urn in log.depends_on


@each_stack
def test_every_log_group_is_encrypted_and_expires(stack: str) -> None:
    groups = {each.plain["name"]: each.plain for each in run(stack).of("aws:cloudwatch/logGroup:LogGroup")}
    assert all(each["retentionInDays"] for each in groups.values())
    # The web ACL's log stands where CloudFront does, and our keys need not.
    groups.pop("aws-waf-logs-standby", None)
    assert sorted(groups) == ["/standby/flow-logs", "/standby/web", "/standby/worker"]
    assert all(each["kmsKeyId"].endswith(":region-key") for each in groups.values())


def test_the_two_regions_addresses_never_meet() -> None:
    blocks = [settings_of(stack).network.cidr for stack in STACKS]
    assert not any(one.overlaps(other) for one, other in product(blocks, blocks) if one is not other)
