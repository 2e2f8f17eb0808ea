"""What the emulator's EC2 was told it says again, as AWS does."""

from typing import Any

import pytest

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator

_SERVICE = "com.amazonaws.us-east-1.sqs"


def _permission(prefix_list: str) -> dict[str, Any]:
    return {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "PrefixListIds": [{"PrefixListId": prefix_list, "Description": f"to {prefix_list}"}],
    }


def test_rules_to_two_prefix_lists_are_two_rules_and_say_which(aws: Aws) -> None:
    ec2 = aws.client("ec2")
    group = ec2.create_security_group(GroupName="tasks", Description="-", VpcId=aws.network().vpc)["GroupId"]
    ids = {
        name: ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[_permission(name)])[
            "SecurityGroupRules"
        ][0]["SecurityGroupRuleId"]
        for name in ("pl-0a", "pl-0b")
    }

    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]

    told = {
        each["SecurityGroupRuleId"]: (each["PrefixListId"], each["Description"])
        for each in rules
        if "PrefixListId" in each
    }
    assert told == {ids[name]: (name, f"to {name}") for name in ids}


def test_an_endpoint_says_its_groups_and_whether_it_has_private_names(aws: Aws) -> None:
    ec2, network = aws.client("ec2"), aws.network()
    made = ec2.create_vpc_endpoint(
        VpcId=network.vpc,
        VpcEndpointType="Interface",
        ServiceName=_SERVICE,
        SubnetIds=network.subnets,
        SecurityGroupIds=["sg-1", "sg-2"],
        PrivateDnsEnabled=True,
    )["VpcEndpoint"]["VpcEndpointId"]

    def told() -> tuple[list[str], bool]:
        endpoint = ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]
        return [each["GroupId"] for each in endpoint["Groups"]], endpoint["PrivateDnsEnabled"]

    assert told() == (["sg-1", "sg-2"], True)
    ec2.modify_vpc_endpoint(VpcEndpointId=made, AddSecurityGroupIds=["sg-3"], RemoveSecurityGroupIds=["sg-1"])
    assert told() == (["sg-2", "sg-3"], True), "what was not modified stays"
    ec2.modify_vpc_endpoint(VpcEndpointId=made, PrivateDnsEnabled=False)
    assert told() == (["sg-2", "sg-3"], False)


def test_a_gateway_endpoint_has_neither(aws: Aws) -> None:
    ec2, network = aws.client("ec2"), aws.network()
    made = ec2.create_vpc_endpoint(VpcId=network.vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    endpoint = ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"][0]
    assert (endpoint["Groups"], endpoint["PrivateDnsEnabled"]) == ([], False)
