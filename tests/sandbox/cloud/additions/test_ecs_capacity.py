"""Tasks that do not come, through boto3: what is desired stays, and what runs falls short of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


@pytest.fixture(scope="module")
def shop(aws: Aws) -> Aws:
    """A service with two tasks behind a target group."""
    ecs, elb, network = aws.client("ecs"), aws.client("elbv2"), aws.network()
    ecs.create_cluster(clusterName="standby")
    ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "web", "portMappings": [{"containerPort": 80}]}]
    )
    group = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=network.vpc, TargetType="ip")
    for name, groups in (("web", [group["TargetGroups"][0]["TargetGroupArn"]]), ("worker", [])):
        ecs.create_service(
            cluster="standby",
            serviceName=name,
            taskDefinition="web",
            desiredCount=2,
            loadBalancers=[{"targetGroupArn": arn, "containerName": "web", "containerPort": 80} for arn in groups],
            networkConfiguration={"awsvpcConfiguration": {"subnets": network.subnets}},
        )
    return aws


@pytest.fixture
def short(shop: Aws) -> Iterator[Aws]:
    """The same; what a test limits is lifted, and both services have two tasks again."""
    yield shop
    shop.ask("POST", "capacity", {"region": EAST, "tasks": None})
    for name in ("web", "worker"):
        want(shop, name, 2)


def want(aws: Aws, name: str, count: int) -> None:
    aws.client("ecs").update_service(cluster="standby", service=name, desiredCount=count)


def service(aws: Aws, name: str) -> dict[str, Any]:
    (found,) = aws.client("ecs").describe_services(cluster="standby", services=[name])["services"]
    return dict(found)


def counts(aws: Aws, name: str) -> tuple[int, int]:
    found = service(aws, name)
    return found["desiredCount"], found["runningCount"]


def test_without_a_limit_everything_runs(short: Aws) -> None:
    want(short, "web", 9)
    assert counts(short, "web") == (9, 9)


def test_what_is_asked_for_later_gets_what_is_left(short: Aws) -> None:
    short.ask("POST", "capacity", {"region": EAST, "tasks": 5})
    want(short, "web", 6)
    assert (counts(short, "web"), counts(short, "worker")) == ((6, 3), (2, 2))
    assert "unable to place a task" in service(short, "web")["events"][0]["message"]
    assert len(short.client("ecs").list_tasks(cluster="standby", serviceName="web")["taskArns"]) == 3


def test_targets_are_the_tasks_that_run(short: Aws) -> None:
    short.ask("POST", "capacity", {"region": EAST, "tasks": 4})
    want(short, "web", 6)
    elb = short.client("elbv2")
    (group,) = elb.describe_target_groups()["TargetGroups"]
    assert len(elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]) == 2


def test_what_runs_already_goes_on(short: Aws) -> None:
    short.ask("POST", "capacity", {"region": EAST, "tasks": 0})
    assert (counts(short, "web"), counts(short, "worker")) == ((2, 2), (2, 2))
    want(short, "web", 3)
    assert counts(short, "web") == (3, 2)


def test_another_region_has_its_own_room(short: Aws) -> None:
    short.ask("POST", "capacity", {"region": WEST, "tasks": 0})
    want(short, "web", 4)
    assert counts(short, "web") == (4, 4)
    short.ask("POST", "capacity", {"region": WEST, "tasks": None})


def test_the_tasks_come_once_there_is_room(short: Aws) -> None:
    short.ask("POST", "capacity", {"region": EAST, "tasks": 4})
    want(short, "web", 5)
    assert counts(short, "web") == (5, 2)
    short.ask("POST", "capacity", {"region": EAST, "tasks": None})
    assert counts(short, "web") == (5, 5)
