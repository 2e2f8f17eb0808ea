"""Security groups and endpoints: who is no longer let through, and which service is no longer reached."""

from typing import Any

import pytest

from tests.operations.readiness.rules.stage import changed, resource, seen, told

_IN, _OUT = (
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
_ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
DECLARED = [
    resource("aws:ec2/securityGroup:SecurityGroup", id="sg-1", vpcId="vpc-1"),
    resource(
        f"aws:{_IN}",
        id="sgr-1",
        securityGroupId="sg-1",
        ipProtocol="tcp",
        fromPort=443,
        toPort=443,
        prefixListId="pl-1",
    ),
    resource(f"aws:{_OUT}", id="sgr-2", securityGroupId="sg-1", ipProtocol="-1", referencedSecurityGroupId="sg-2"),
    resource(
        f"aws:{_ENDPOINT}",
        "sqs",
        id="vpce-1",
        vpcId="vpc-1",
        vpcEndpointType="Interface",
        serviceName="com.amazonaws.us-west-2.sqs",
        subnetIds=["subnet-1", "subnet-2"],
        securityGroupIds=["sg-3"],
        privateDnsEnabled=True,
    ),
    resource(
        f"aws:{_ENDPOINT}",
        "s3",
        id="vpce-2",
        vpcId="vpc-1",
        vpcEndpointType="Gateway",
        serviceName="com.amazonaws.us-west-2.s3",
        routeTableIds=["rtb-1", "rtb-2"],
    ),
]
HEALTHY: dict[str, Any] = {
    "describe_security_groups": {"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1"}]},
    "describe_security_group_rules": {
        "SecurityGroupRules": [
            {
                "SecurityGroupRuleId": "sgr-1",
                "GroupId": "sg-1",
                "IsEgress": False,
                "IpProtocol": "tcp",
                "FromPort": 443,
                "ToPort": 443,
                "PrefixListId": "pl-1",
            },
            {
                "SecurityGroupRuleId": "sgr-2",
                "GroupId": "sg-1",
                "IsEgress": True,
                "IpProtocol": "-1",
                "FromPort": -1,
                "ToPort": -1,
                "ReferencedGroupInfo": {"GroupId": "sg-2"},
            },
        ]
    },
    "describe_vpc_endpoints": {
        "VpcEndpoints": [
            {
                "VpcEndpointId": "vpce-1",
                "State": "available",
                "VpcId": "vpc-1",
                "ServiceName": "com.amazonaws.us-west-2.sqs",
                "SubnetIds": ["subnet-2", "subnet-1"],
                "Groups": [{"GroupId": "sg-3"}],
                "PrivateDnsEnabled": True,
            },
            {
                "VpcEndpointId": "vpce-2",
                "State": "Available",
                "VpcId": "vpc-1",
                "ServiceName": "com.amazonaws.us-west-2.s3",
                "RouteTableIds": ["rtb-1", "rtb-2", "rtb-3"],
            },
        ]
    },
}
_RULES, _ENDPOINTS = ("describe_security_group_rules", "SecurityGroupRules"), ("describe_vpc_endpoints", "VpcEndpoints")
CASES: dict[str, tuple[tuple[Any, ...], str, str]] = {
    "no group": (("describe_security_groups", "SecurityGroups", []), "SecurityGroup", "is not there"),
    "no rule": ((*_RULES, 0, ...), "SecurityGroupIngressRule", "is not there: sg-1 does not let it through"),
    "other port": ((*_RULES, 0, "ToPort", 80), "SecurityGroupIngressRule", "last port is 80, declared is 443"),
    "other list": (
        (*_RULES, 0, "PrefixListId", "pl-9"),
        "SecurityGroupIngressRule",
        "prefix list is pl-9, declared is pl-1",
    ),
    "other group": (
        (*_RULES, 1, "ReferencedGroupInfo", "GroupId", "sg-9"),
        "SecurityGroupEgressRule",
        "other group is sg-9, declared is sg-2",
    ),
    "other direction": (
        (*_RULES, 1, "IsEgress", False),
        "SecurityGroupEgressRule",
        "direction is in, declared is out",
    ),
    "no endpoint": ((*_ENDPOINTS, 0, ...), "VpcEndpoint", "is not there"),
    "rejected endpoint": (
        (*_ENDPOINTS, 0, "State", "rejected"),
        "VpcEndpoint",
        "state is rejected, declared is available",
    ),
    "no private names": (
        (*_ENDPOINTS, 0, "PrivateDnsEnabled", False),
        "VpcEndpoint",
        "private names is false, declared is true",
    ),
    "endpoint in one zone": (
        (*_ENDPOINTS, 0, "SubnetIds", ["subnet-1"]),
        "VpcEndpoint",
        "subnets is subnet-1, declared is subnet-1, subnet-2",
    ),
    "endpoint behind another group": (
        (*_ENDPOINTS, 0, "Groups", 0, "GroupId", "sg-9"),
        "VpcEndpoint",
        "groups is sg-9, declared is sg-3",
    ),
    "gateway without a table": (
        (*_ENDPOINTS, 1, "RouteTableIds", ["rtb-2"]),
        "VpcEndpoint",
        "route tables without it is rtb-1, declared is none",
    ),
}


def test_groups_and_endpoints_as_declared_have_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_is_not_let_through_stops(case: tuple[tuple[Any, ...], str, str]) -> None:
    change, kind, says = case
    found = seen(DECLARED, changed(HEALTHY, *change))
    (problem,) = found.problems
    assert (problem.resource.type.rpartition(":")[2], problem.seen, problem.stops) == (kind, says, True)
