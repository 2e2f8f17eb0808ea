"""EKS tries on the roles that it is given."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator

_FARGATE, _EKS = "eks-fargate-pods.amazonaws.com", "eks.amazonaws.com"
_OWN = {"StringEquals": {"aws:SourceAccount": "000000000000"}}


@pytest.fixture(scope="module")
def subnets(aws: Aws) -> list[str]:
    return aws.network().subnets


def _role(aws: Aws, name: str, service: str, condition: dict[str, Any] | None = None) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    statement |= {"Condition": condition} if condition else {}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return str(aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"])


def _cluster(aws: Aws, name: str, role: str, subnets: list[str]) -> None:
    aws.client("eks").create_cluster(name=name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets})


def _profile(aws: Aws, role: str, subnets: list[str]) -> None:
    aws.client("eks").create_fargate_profile(
        fargateProfileName=role.rpartition("/")[2],
        clusterName="shop",
        podExecutionRoleArn=role,
        subnets=subnets,
        selectors=[{"namespace": "shop"}],
    )


def test_a_cluster_takes_the_documented_role(aws: Aws, subnets: list[str]) -> None:
    _cluster(aws, "shop", _role(aws, "cluster", _EKS), subnets)


def test_a_cluster_takes_no_role_that_asks_for_what_eks_does_not_send(aws: Aws, subnets: list[str]) -> None:
    role = _role(aws, "cluster-of-account", _EKS, _OWN)
    with pytest.raises(ClientError, match="Role could not be assumed because the trusted entity is not correct"):
        _cluster(aws, "other", role, subnets)


def test_a_profile_takes_the_documented_role(aws: Aws, subnets: list[str]) -> None:
    profiles = {"ArnLike": {"aws:SourceArn": "arn:aws:eks:us-east-1:000000000000:fargateprofile/shop/*"}}
    _profile(aws, _role(aws, "pods", _FARGATE, profiles), subnets)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("pods-of-account", _OWN),
        ("pods-of-another", {"ArnLike": {"aws:SourceArn": "arn:aws:eks:us-east-1:000000000000:fargateprofile/x/*"}}),
        ("pods-of-cluster", {"ArnLike": {"aws:SourceArn": "arn:aws:eks:us-east-1:000000000000:cluster/shop"}}),
    ],
)
def test_a_profile_takes_no_role_that_it_cannot_have(
    aws: Aws, subnets: list[str], name: str, condition: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match="Misconfigured PodExecutionRole Trust Policy"):
        _profile(aws, _role(aws, name, _FARGATE, condition), subnets)
