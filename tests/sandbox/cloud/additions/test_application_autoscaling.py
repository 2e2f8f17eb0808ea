"""Scalable targets and policies through boto3. That anything scales by load is not shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.additions.services import WebService, scale, web_service
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

CPU = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}


@pytest.fixture(scope="module")
def service(aws: Aws) -> WebService:
    return web_service(aws)


@pytest.fixture
def target(aws: Aws, service: WebService) -> Iterator[dict[str, str]]:
    """What names the service's target; five tasks run at first, and nothing is registered yet."""
    scale(aws, service, 5)
    identity = {
        "ServiceNamespace": "ecs",
        "ResourceId": service.resource_id,
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    yield identity
    scaling = aws.client("application-autoscaling")
    if scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]:
        scaling.deregister_scalable_target(**identity)


def register(aws: Aws, target: dict[str, str], low: int, high: int) -> str:
    answer = aws.client("application-autoscaling").register_scalable_target(**target, MinCapacity=low, MaxCapacity=high)
    return str(answer["ScalableTargetARN"])


def running(aws: Aws) -> int:
    (found,) = aws.client("ecs").describe_services(cluster="apps", services=["web"])["services"]
    assert found["runningCount"] == found["desiredCount"]
    return int(found["desiredCount"])


def the_target(aws: Aws) -> dict[str, Any]:
    (found,) = aws.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")[
        "ScalableTargets"
    ]
    return dict(found)


@pytest.mark.parametrize(
    ("low", "high", "tasks"), [(3, 10, 5), (7, 10, 7), (0, 2, 2), (0, 0, 0)], ids=["within", "below", "above", "off"]
)
def test_a_target_clamps_its_service_into_its_bounds(
    aws: Aws, target: dict[str, str], low: int, high: int, tasks: int
) -> None:
    register(aws, target, low, high)
    assert running(aws) == tasks


def test_bounds_that_are_sent_again_clamp_again(aws: Aws, target: dict[str, str], service: WebService) -> None:
    register(aws, target, 0, 3)
    scale(aws, service, 8)
    register(aws, target, 0, 3)
    assert running(aws) == 3


def test_any_registration_clamps_even_one_without_bounds(aws: Aws, target: dict[str, str], service: WebService) -> None:
    register(aws, target, 0, 3)
    scale(aws, service, 8)
    suspended = {"DynamicScalingInSuspended": True}
    aws.client("application-autoscaling").register_scalable_target(**target, SuspendedState=suspended)
    assert running(aws) == 3


def test_what_a_registration_leaves_out_stays(aws: Aws, target: dict[str, str]) -> None:
    arn = register(aws, target, 2, 9)
    aws.client("application-autoscaling").register_scalable_target(
        **target, MinCapacity=4, SuspendedState={"DynamicScalingInSuspended": True}
    )
    found = the_target(aws)
    assert (found["MinCapacity"], found["MaxCapacity"], found["ScalableTargetARN"]) == (4, 9, arn)
    assert found["SuspendedState"] == {
        "DynamicScalingInSuspended": True,
        "DynamicScalingOutSuspended": False,
        "ScheduledScalingSuspended": False,
    }


def test_a_target_was_made_when_it_was_made(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 2)
    assert datetime.now(UTC) - the_target(aws)["CreationTime"] < timedelta(hours=1)


@pytest.mark.parametrize(
    ("bounds", "named"),
    [
        ({"MinCapacity": 1}, "required"),
        ({"MinCapacity": 3, "MaxCapacity": 2}, "less than minimum"),
        ({"MinCapacity": -1, "MaxCapacity": 2}, "negative"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(
    aws: Aws, target: dict[str, str], bounds: dict[str, int], named: str
) -> None:
    with pytest.raises(ClientError, match=named):
        aws.client("application-autoscaling").register_scalable_target(**target, **bounds)
    assert running(aws) == 5, "a refused target clamps nothing"


def test_a_service_that_does_not_exist_is_no_target(aws: Aws, target: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="service/apps/ghost"):
        register(aws, {**target, "ResourceId": "service/apps/ghost"}, 1, 2)


def put_policy(aws: Aws, target: dict[str, str], name: str = "cpu", **configuration: Any) -> dict[str, Any]:  # noqa: ANN401
    given = {"TargetValue": 50.0, "PredefinedMetricSpecification": CPU, **configuration}
    answer: dict[str, Any] = aws.client("application-autoscaling").put_scaling_policy(
        **target, PolicyName=name, PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=given
    )
    return answer


def policies(aws: Aws, **query: str) -> list[dict[str, Any]]:
    answer = aws.client("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs", **query)
    return list(answer["ScalingPolicies"])


def test_a_policy_is_kept_as_it_was_put_and_keeps_its_arn(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 9)
    first = put_policy(aws, target)["PolicyARN"]
    assert put_policy(aws, target, TargetValue=60.0)["PolicyARN"] == first
    (found,) = policies(aws)
    assert found["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60.0
    assert found["PolicyARN"] == first


def test_policies_are_found_by_name_and_target(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 9)
    for name in ("one", "two"):
        put_policy(aws, target, name)
    assert [found["PolicyName"] for found in policies(aws, ResourceId=target["ResourceId"])] == ["one", "two"]
    assert policies(aws, ResourceId="service/apps/other") == []


def test_a_policy_needs_a_target(aws: Aws, target: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="ObjectNotFoundException"):
        put_policy(aws, target)


def test_an_unsound_policy_is_refused(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 9)
    with pytest.raises(ClientError, match=r"ValidationException.*ResourceLabel"):
        put_policy(aws, target, PredefinedMetricSpecification={"PredefinedMetricType": "ALBRequestCountPerTarget"})
    assert policies(aws) == []


def test_policies_go_with_their_target(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 9)
    put_policy(aws, target)
    aws.client("application-autoscaling").deregister_scalable_target(**target)
    assert policies(aws) == []


def test_a_deleted_policy_is_gone_and_cannot_be_deleted_again(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 9)
    put_policy(aws, target)
    aws.client("application-autoscaling").delete_scaling_policy(**target, PolicyName="cpu")
    with pytest.raises(ClientError, match="ObjectNotFoundException"):
        aws.client("application-autoscaling").delete_scaling_policy(**target, PolicyName="cpu")


def test_a_target_carries_tags(aws: Aws, target: dict[str, str]) -> None:
    scaling = aws.client("application-autoscaling")
    arn = register(aws, target, 1, 9)
    scaling.tag_resource(ResourceARN=arn, Tags={"stack": "prod-east", "old": "x"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["old"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"stack": "prod-east"}


def test_what_does_not_exist_has_no_tags(aws: Aws) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws.client("application-autoscaling").list_tags_for_resource(ResourceARN="arn:aws:nothing")


def test_a_target_of_one_region_is_not_seen_in_the_other(aws: Aws, target: dict[str, str]) -> None:
    register(aws, target, 1, 9)
    other = aws.client("application-autoscaling", WEST)
    assert other.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []
    assert the_target(aws)["ScalableTargetARN"].split(":")[3] == EAST


def test_what_the_sandbox_lacks_of_the_service_is_refused_by_name(aws: Aws, target: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="PutScheduledAction"):
        aws.client("application-autoscaling").put_scheduled_action(
            **target, Schedule="rate(1 hour)", ScheduledActionName="x"
        )
