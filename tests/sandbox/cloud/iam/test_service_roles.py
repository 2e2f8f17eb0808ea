"""The roles that services make of themselves at an account's first use, by a right of whoever uses them first."""

import pytest

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.service_roles import ServiceRoles
from sandbox.cloud.request import AwsCall
from tests.sandbox.cloud.iam.test_rights import ACCOUNT, body, query

CLUSTER = body("ecs", "CreateCluster", clusterName="shop")


def asked(roles: ServiceRoles, call: AwsCall) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(need.action, need.resource, need.values["iam:awsservicename"]) for need in roles.needs(call)]


def test_the_first_use_of_a_service_needs_the_right_to_make_its_role() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/*"
    assert asked(ServiceRoles(), CLUSTER) == [("iam:CreateServiceLinkedRole", arn, ("ecs.amazonaws.com",))]


@pytest.mark.parametrize(
    "before", [CLUSTER, query("iam", "CreateServiceLinkedRole", AWSServiceName="ecs.amazonaws.com")]
)
def test_a_role_that_is_there_is_not_made_again(before: AwsCall) -> None:
    roles = ServiceRoles()
    roles.note(before)
    assert asked(roles, CLUSTER) == []


@pytest.mark.parametrize(
    ("call", "service"),
    [
        (body("kms", "CreateKey", MultiRegion=True), "mrk.kms.amazonaws.com"),
        (body("kms", "CreateKey"), ""),
        (
            body("dynamodb", "UpdateTable", TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}]),
            "replication.dynamodb.amazonaws.com",
        ),
        (body("dynamodb", "UpdateTable", TableName="t"), ""),
        (body("ecs", "DescribeClusters"), ""),
    ],
)
def test_only_what_acts_by_a_role_of_its_own_needs_one(call: AwsCall, service: str) -> None:
    assert [values for _, _, values in asked(ServiceRoles(), call)] == ([(service,)] if service else [])


def test_the_right_is_one_that_aws_has() -> None:
    assert reference.action("iam", "CreateServiceLinkedRole") is not None
