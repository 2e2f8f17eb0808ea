"""Tasks without an image or a right, through boto3: none starts, the breaker ends the deployment, what runs stays."""

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


# What an execution role needs, and what ECS says of a task whose role lacks it.
NEEDED = {
    "ecr:GetAuthorizationToken": "ResourceInitializationError: unable to pull secrets or registry auth",
    "ecr:BatchCheckLayerAvailability": "CannotPullContainerError",
    "ecr:BatchGetImage": "CannotPullContainerError",
    "ecr:GetDownloadUrlForLayer": "CannotPullContainerError",
    "secretsmanager:GetSecretValue": "ResourceInitializationError: unable to pull secrets or registry auth",
    "logs:CreateLogStream": "ResourceInitializationError: failed to validate logger args",
    "logs:PutLogEvents": "ResourceInitializationError: failed to validate logger args",
}


def role(aws: Aws, name: str, *, trusts: str = "ecs-tasks.amazonaws.com") -> str:
    iam = aws.client("iam")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": trusts}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    try:
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]
    except iam.exceptions.EntityAlreadyExistsException:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        made = iam.get_role(RoleName=name)["Role"]
    return str(made["Arn"])


def allow(aws: Aws, name: str, *actions: str) -> None:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.client("iam").put_role_policy(RoleName=name, PolicyName="rights", PolicyDocument=document)


def begin(aws: Aws, shop: str, execution: str, task: str = "") -> str:
    """A service whose task pulls, fetches a secret and writes a log; what its last event says, or nothing."""
    options = {"awslogs-group": "/apps", "awslogs-region": EAST, "awslogs-stream-prefix": "web"}
    secret = f"arn:aws:secretsmanager:{EAST}:{_account(aws)}:secret:word-abcdef"
    container = {
        "name": "web",
        "image": f"{_account(aws)}.dkr.ecr.{EAST}.amazonaws.com/{shop}:1",
        "secrets": [{"name": "WORD", "valueFrom": secret}],
        "logConfiguration": {"logDriver": "awslogs", "options": options},
    }
    roles = {"executionRoleArn": execution, **({"taskRoleArn": task} if task else {})}
    made = aws.client("ecs").register_task_definition(family=shop, containerDefinitions=[container], **roles)
    definition = made["taskDefinition"]["taskDefinitionArn"]
    aws.client("ecs").create_service(cluster=shop, serviceName="web", taskDefinition=definition, desiredCount=1)
    found = service(aws, shop)
    return "" if found["runningCount"] == 1 else str(found["events"][0]["message"])


@pytest.mark.parametrize("left_out", ["", *NEEDED], ids=lambda right: right.partition(":")[2].lower() or "nothing")
def test_a_task_needs_each_right(aws: Aws, shop: str, left_out: str) -> None:
    push(aws, shop, "1")
    execution = role(aws, "starting")
    allow(aws, "starting", *(each for each in NEEDED if each != left_out))
    said = begin(aws, shop, execution)
    if left_out:
        assert NEEDED[left_out] in said
        assert f"not authorized to perform: {left_out} on resource" in said
    else:
        assert said == ""


def test_a_task_whose_role_trusts_nobody_like_it_does_not_start(aws: Aws, shop: str) -> None:
    push(aws, shop, "1")
    allow(aws, role(aws, "starting").rpartition("/")[2], *NEEDED)
    closed = role(aws, "closed", trusts="lambda.amazonaws.com")
    said = begin(aws, shop, role(aws, "starting"), closed)
    assert f"ECS was unable to assume the role '{closed}' that was provided for this task" in said
