"""The log group of a control plane, which EKS makes if nobody has, through boto3."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator


def _create(aws: Aws, name: str, cidr: str, *, enabled: bool) -> None:
    trust = json.dumps(
        {"Statement": {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}}
    )
    role = aws.client("iam").create_role(RoleName=f"{name}-plane", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    logging: Any = {"clusterLogging": [{"types": ["audit"], "enabled": enabled}]}
    aws.client("eks").create_cluster(
        name=name,
        roleArn=role,
        resourcesVpcConfig={"subnetIds": aws.network(cidr=cidr).subnets},
        logging=logging,
    )


def _groups(aws: Aws, name: str) -> list[str]:
    found = aws.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/eks/{name}/")["logGroups"]
    return [each["logGroupName"] for each in found]


def test_whoever_makes_the_group_after_the_cluster_is_refused(aws: Aws) -> None:
    _create(aws, "logged", "10.41", enabled=True)
    with pytest.raises(ClientError) as refused:
        aws.client("logs").create_log_group(logGroupName="/aws/eks/logged/cluster")
    assert refused.value.response["Error"]["Code"] == "ResourceAlreadyExistsException"


def test_a_group_that_is_there_first_is_used(aws: Aws) -> None:
    aws.client("logs").create_log_group(logGroupName="/aws/eks/prepared/cluster")
    aws.client("logs").put_retention_policy(logGroupName="/aws/eks/prepared/cluster", retentionInDays=30)
    _create(aws, "prepared", "10.42", enabled=True)
    (group,) = aws.client("logs").describe_log_groups(logGroupNamePrefix="/aws/eks/prepared/")["logGroups"]
    assert group["retentionInDays"] == 30


def test_a_control_plane_that_logs_nothing_makes_none(aws: Aws) -> None:
    _create(aws, "silent", "10.43", enabled=False)
    assert _groups(aws, "silent") == []


def test_logs_that_are_switched_on_later_make_it_then(aws: Aws) -> None:
    _create(aws, "late", "10.44", enabled=False)
    aws.client("eks").update_cluster_config(
        name="late", logging={"clusterLogging": [{"types": ["api"], "enabled": True}]}
    )
    assert _groups(aws, "late") == ["/aws/eks/late/cluster"]
