"""Tasks without an image, through boto3: none starts, the circuit breaker ends the deployment, and what runs stays."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.cloud.conftest import EAST, Aws

pytestmark = pytest.mark.emulator

BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


@pytest.fixture
def shop(aws: Aws, request: pytest.FixtureRequest) -> Iterator[str]:
    """A cluster and a repository, named after the test; the name of both."""
    name = str(request.node.name).replace("_", "-")[:60]
    aws.client("ecs").create_cluster(clusterName=name)
    aws.client("ecr").create_repository(repositoryName=name)
    yield name
    aws.client("ecr").delete_repository(repositoryName=name, force=True)


def _account(aws: Aws) -> str:
    return str(aws.client("sts").get_caller_identity()["Account"])


def define(aws: Aws, shop: str, tag: str) -> str:
    """A task definition whose image has that tag."""
    image = f"{_account(aws)}.dkr.ecr.{EAST}.amazonaws.com/{shop}:{tag}"
    answer = aws.client("ecs").register_task_definition(
        family=shop, containerDefinitions=[{"name": "web", "image": image}]
    )
    return str(answer["taskDefinition"]["taskDefinitionArn"])


def push(aws: Aws, shop: str, tag: str) -> None:
    aws.client("ecr").put_image(repositoryName=shop, imageTag=tag, imageManifest=json.dumps({"tag": tag}))


def drop(aws: Aws, shop: str, tag: str) -> None:
    aws.client("ecr").batch_delete_image(repositoryName=shop, imageIds=[{"imageTag": tag}])


def create(aws: Aws, shop: str, tag: str, count: int, **given: Any) -> None:  # noqa: ANN401 - as boto3 takes them
    definition = define(aws, shop, tag)
    settings = {"deploymentConfiguration": BREAKER, **given}
    aws.client("ecs").create_service(
        cluster=shop, serviceName="web", taskDefinition=definition, desiredCount=count, **settings
    )


def update(aws: Aws, shop: str, **given: Any) -> None:  # noqa: ANN401 - as above
    aws.client("ecs").update_service(cluster=shop, service="web", **given)


def service(aws: Aws, shop: str) -> dict[str, Any]:
    (found,) = aws.client("ecs").describe_services(cluster=shop, services=["web"])["services"]
    return dict(found)


def running(aws: Aws, shop: str) -> tuple[int, int]:
    listed = aws.client("ecs").list_tasks(cluster=shop, serviceName="web")["taskArns"]
    return service(aws, shop)["runningCount"], len(listed)


def state(aws: Aws, shop: str) -> str:
    return str(service(aws, shop)["deployments"][0]["rolloutState"])


def test_tasks_whose_image_is_there_run(aws: Aws, shop: str) -> None:
    push(aws, shop, "1")
    create(aws, shop, "1", 2)
    assert (running(aws, shop), state(aws, shop)) == ((2, 2), "COMPLETED")


def test_a_deployment_without_image_fails_and_says_why(aws: Aws, shop: str) -> None:
    create(aws, shop, "1", 2)
    assert (running(aws, shop), state(aws, shop)) == ((0, 0), "FAILED")
    found = service(aws, shop)
    assert found["deployments"][0]["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert "CannotPullContainerError" in found["events"][0]["message"]


def test_a_failed_deployment_stays_failed_when_the_image_comes(aws: Aws, shop: str) -> None:
    create(aws, shop, "1", 2)
    assert state(aws, shop) == "FAILED"
    push(aws, shop, "1")
    assert (running(aws, shop), state(aws, shop)) == ((0, 0), "FAILED")


def test_a_new_deployment_mends_it(aws: Aws, shop: str) -> None:
    create(aws, shop, "1", 2)
    assert state(aws, shop) == "FAILED"
    push(aws, shop, "1")
    update(aws, shop, forceNewDeployment=True)
    assert (running(aws, shop), state(aws, shop)) == ((2, 2), "COMPLETED")


def test_without_a_breaker_tasks_start_when_the_image_comes(aws: Aws, shop: str) -> None:
    create(aws, shop, "1", 2, deploymentConfiguration={})
    assert running(aws, shop) == (0, 0)
    push(aws, shop, "1")
    assert running(aws, shop) == (2, 2)


def test_an_empty_deployment_is_complete_and_scales_once_the_image_is_there(aws: Aws, shop: str) -> None:
    create(aws, shop, "1", 0)
    assert state(aws, shop) == "COMPLETED"
    update(aws, shop, desiredCount=3)
    assert (running(aws, shop), state(aws, shop)) == ((0, 0), "COMPLETED")
    push(aws, shop, "1")
    assert running(aws, shop) == (3, 3)


def test_what_runs_goes_on_when_its_image_is_deleted(aws: Aws, shop: str) -> None:
    push(aws, shop, "1")
    create(aws, shop, "1", 2)
    drop(aws, shop, "1")
    update(aws, shop, desiredCount=5)
    assert running(aws, shop) == (2, 2), "the further three cannot be started"


def test_a_new_definition_without_image_is_rolled_back_and_what_ran_runs_on(aws: Aws, shop: str) -> None:
    push(aws, shop, "1")
    create(aws, shop, "1", 2)
    assert running(aws, shop) == (2, 2)
    before = service(aws, shop)["taskDefinition"]
    update(aws, shop, taskDefinition=define(aws, shop, "2"))
    assert (running(aws, shop), service(aws, shop)["taskDefinition"]) == ((2, 2), before)


def test_what_other_registries_hold_is_taken_for_there(aws: Aws, shop: str) -> None:
    for image in ("public.example.com/web:1", f"999999999999.dkr.ecr.{EAST}.amazonaws.com/{shop}:1"):
        answer = aws.client("ecs").register_task_definition(
            family=f"{shop}-other", containerDefinitions=[{"name": "web", "image": image}]
        )
        name = image.partition(".")[0]
        aws.client("ecs").create_service(
            cluster=shop,
            serviceName=name,
            taskDefinition=answer["taskDefinition"]["taskDefinitionArn"],
            desiredCount=1,
            deploymentConfiguration=BREAKER,
        )
        (found,) = aws.client("ecs").describe_services(cluster=shop, services=[name])["services"]
        assert found["runningCount"] == 1
