"""The roles that services make of themselves at an account's first use, by a right of whoever uses them first."""

import json

import pytest

from operations.preflight.switches import LINKED_ROLES
from sandbox.cloud.iam.service_roles import USES, ServiceRoles
from sandbox.cloud.request import AwsCall
from tests.sandbox.cloud.iam.test_rights import ACCOUNT, body, query
from tests.stack_files import ROOT

CLUSTER = body("ecs", "CreateCluster", clusterName="shop")


def asked(roles: ServiceRoles, call: AwsCall) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(need.action, need.resource, need.values["iam:awsservicename"]) for need in roles.needs(call)]


def test_the_first_use_of_a_service_needs_the_right_to_make_its_role() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/*"
    assert asked(ServiceRoles(), CLUSTER) == [("iam:CreateServiceLinkedRole", arn, ("ecs.amazonaws.com",))]


@pytest.mark.parametrize(
    "before",
    [CLUSTER, query("iam", "CreateServiceLinkedRole", AWSServiceName="ecs.amazonaws.com")],
    ids=["by a use", "by hand"],
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


def test_preflight_looks_for_the_same_roles_and_the_deploying_role_may_make_them() -> None:
    document = json.loads((ROOT / "docs" / "deploy-role.json").read_text())
    (statement,) = [each for each in document["Statement"] if each["Sid"] == "RolesOfServices"]
    made = {use.service for use in USES.values()}
    assert made == {role.service for role in LINKED_ROLES}
    assert made == set(statement["Condition"]["StringEquals"]["iam:AWSServiceName"])
