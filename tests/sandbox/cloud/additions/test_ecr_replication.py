"""Replication of a registry through boto3. That layers arrive is not shown: no image is built here."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

ACCOUNT = "000000000000"


def to(region: str, *prefixes: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"destinations": [{"region": region, "registryId": ACCOUNT}]}
    if prefixes:
        rule["repositoryFilters"] = [{"filter": prefix, "filterType": "PREFIX_MATCH"} for prefix in prefixes]
    return {"rules": [rule]}


@pytest.fixture
def replicated(aws: Aws) -> Aws:
    """us-east-1 replicates what begins with standby/ to us-west-2."""
    aws.client("ecr").put_replication_configuration(replicationConfiguration=to(WEST, "standby/"))
    return aws


def push(aws: Aws, repository: str, tag: str) -> str:
    manifest = json.dumps({"schemaVersion": 2, "tag": tag, "repository": repository})
    image = aws.client("ecr").put_image(repositoryName=repository, imageManifest=manifest, imageTag=tag)["image"]
    return str(image["imageId"]["imageDigest"])


def tags(aws: Aws, repository: str, region: str) -> dict[str, str]:
    images = aws.client("ecr", region).list_images(repositoryName=repository)["imageIds"]
    return {image["imageTag"]: image["imageDigest"] for image in images if "imageTag" in image}


def test_the_registry_shows_the_configuration_that_was_put(replicated: Aws) -> None:
    shown = replicated.client("ecr").describe_registry()
    assert (shown["registryId"], shown["replicationConfiguration"]) == (ACCOUNT, to(WEST, "standby/"))


def test_a_registry_that_nobody_configured_replicates_nothing(aws: Aws) -> None:
    shown = aws.client("ecr", "eu-west-1").describe_registry()
    assert shown["replicationConfiguration"] == {"rules": []}


def test_a_registry_does_not_replicate_to_itself(aws: Aws) -> None:
    with pytest.raises(ClientError, match="InvalidParameterException"):
        aws.client("ecr").put_replication_configuration(replicationConfiguration=to(EAST))


def test_a_pushed_image_is_in_the_other_region_under_the_same_digest(replicated: Aws) -> None:
    replicated.client("ecr").create_repository(repositoryName="standby/web")
    digest = push(replicated, "standby/web", "v1")
    assert tags(replicated, "standby/web", WEST) == {"v1": digest}


def test_what_was_pushed_before_the_rule_is_not_replicated(aws: Aws) -> None:
    aws.client("ecr").put_replication_configuration(replicationConfiguration={"rules": []})
    aws.client("ecr").create_repository(repositoryName="standby/early")
    push(aws, "standby/early", "before")
    aws.client("ecr").put_replication_configuration(replicationConfiguration=to(WEST))
    after = push(aws, "standby/early", "after")
    assert tags(aws, "standby/early", WEST) == {"after": after}


def test_what_the_filter_does_not_mean_stays(replicated: Aws) -> None:
    replicated.client("ecr").create_repository(repositoryName="other/tool")
    push(replicated, "other/tool", "v1")
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        tags(replicated, "other/tool", WEST)


def test_a_refused_push_is_not_replicated(replicated: Aws) -> None:
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        push(replicated, "standby/ghost", "v1")
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        tags(replicated, "standby/ghost", WEST)


def test_one_image_that_is_not_there_refuses_the_whole_question(replicated: Aws) -> None:
    ecr = replicated.client("ecr")
    ecr.create_repository(repositoryName="standby/asked")
    digest = push(replicated, "standby/asked", "here")
    here, gone = {"imageTag": "here"}, {"imageTag": "gone"}
    found = ecr.describe_images(repositoryName="standby/asked", imageIds=[here, {"imageDigest": digest}])
    assert {image["imageDigest"] for image in found["imageDetails"]} == {digest}
    with pytest.raises(ClientError, match=r"ImageNotFoundException.*imageTag:'gone'"):
        ecr.describe_images(repositoryName="standby/asked", imageIds=[here, gone])
