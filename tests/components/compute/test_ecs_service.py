"""A workload on ECS: spread, replaced without a gap, stateless, and scaled between bounds that the region role sets."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.recording import ACCOUNT, Recording
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS, settings_of

SERVICE, DEFINITION = "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition"
TARGET, POLICY = "aws:appautoscaling/target:Target", "aws:appautoscaling/policy:Policy"
WORKLOADS = ("web", "worker")
REGION_OF = {HOME: EAST, PEER: WEST}
each_stack = pytest.mark.parametrize("stack", STACKS)
each_workload = pytest.mark.parametrize("workload", WORKLOADS)


def _container(recording: Recording, workload: str) -> dict[str, Any]:
    definition = recording.one(DEFINITION, f"{workload}-task").plain["containerDefinitions"]
    (container,) = json.loads(definition)
    return dict(container)


def _tracking(recording: Recording, name: str) -> Mapping[str, Any]:
    policy = recording.one(POLICY, name).plain
    assert policy["policyType"] == "TargetTrackingScaling"
    tracking: Mapping[str, Any] = policy["targetTrackingScalingPolicyConfiguration"]
    return tracking


@each_stack
@each_workload
def test_tasks_are_spread_over_three_zones_and_stay_spread(stack: str, workload: str) -> None:
    recording = run(stack)
    service = recording.one(SERVICE, workload).plain
    zones = {
        each.plain["availabilityZone"]
        for each in recording.of("aws:ec2/subnet:Subnet")
        if f"{each.name}.id" in service["networkConfiguration"]["subnets"]
    }
    assert zones == {f"{REGION_OF[stack]}{letter}" for letter in "abc"}
    assert service["networkConfiguration"]["assignPublicIp"] is False
    assert service["availabilityZoneRebalancing"] == "ENABLED"
    assert service["deploymentMaximumPercent"] > 100, "rebalancing starts a task before it stops one"


@each_workload
def test_a_bad_deployment_is_rolled_back_and_never_below_full_strength(workload: str) -> None:
    service = run(HOME).one(SERVICE, workload).plain
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["deploymentMinimumHealthyPercent"] == 100


@each_workload
def test_up_waits_until_the_tasks_serve(workload: str) -> None:
    assert run(HOME).one(SERVICE, workload).plain["waitForSteadyState"] is True, "what they replace goes next"


@each_workload
def test_capacity_is_fargate_and_never_spot(workload: str) -> None:
    service = run(HOME).one(SERVICE, workload).plain
    assert service["capacityProviderStrategies"] == [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]


@each_workload
def test_a_container_keeps_nothing_and_may_nothing(workload: str) -> None:
    container = _container(run(HOME), workload)
    assert container["readonlyRootFilesystem"] is True
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    assert container["user"] not in {"", "0", "root"}
    assert not {"mountPoints", "volumesFrom", "privileged"} & set(container)
    assert "volumes" not in run(HOME).one(DEFINITION, f"{workload}-task").plain


@each_workload
def test_no_service_keeps_volumes(workload: str) -> None:
    assert "volumeConfiguration" not in run(HOME).one(SERVICE, workload).plain


@each_stack
@each_workload
def test_images_and_logs_are_of_the_tasks_own_region(stack: str, workload: str) -> None:
    container = _container(run(stack), workload)
    assert container["image"] == f"{ACCOUNT}.dkr.ecr.{REGION_OF[stack]}.amazonaws.com/standby/{workload}:1.0.0"
    assert container["logConfiguration"]["options"]["awslogs-region"] == REGION_OF[stack]
    assert container["logConfiguration"]["options"]["mode"] == "non-blocking"


@each_workload
def test_a_task_is_told_everything_that_its_workload_asks_for(workload: str) -> None:
    told = {entry["name"]: entry["value"] for entry in _container(run(HOME), workload)["environment"]}
    assert told["SERVICE_NAME"] == workload
    assert all(told.values())
    assert list(told) == sorted(told), "another order would be another revision"


def test_web_is_behind_the_load_balancer_and_waits_for_its_rule() -> None:
    recording = run(HOME)
    service = recording.one(SERVICE, "web")
    assert service.plain["loadBalancers"] == [
        {
            "targetGroupArn": "arn:aws:lb:us-east-1:123456789012:web-targets",
            "containerName": "web",
            "containerPort": 8080,
        }
    ]
    assert service.plain["healthCheckGracePeriodSeconds"] == 60
    rule = recording.one("aws:lb/listenerRule:ListenerRule", "web-targets-rule")
    assert rule.urn in service.depends_on, "ECS takes a target group only once a listener uses it"


def test_the_worker_is_reached_by_nobody() -> None:
    service = run(HOME).one(SERVICE, "worker").plain
    assert not {"loadBalancers", "healthCheckGracePeriodSeconds"} & set(service)
    assert _container(run(HOME), "worker")["portMappings"] == []


@pytest.mark.parametrize(
    ("region_role", "stack", "changes", "web", "worker"),
    [
        ("serving", HOME, {}, (6, 60), (3, 60)),
        ("serving", PEER, {"strategy": "active-active"}, (6, 60), (3, 60)),
        ("serving", PEER, {"writer": WEST}, (6, 60), (3, 60)),
        ("warm", PEER, {}, (3, 60), (0, 0)),
        ("warm", HOME, {"writer": WEST}, (3, 60), (0, 0)),
        ("pilot", PEER, {"strategy": "pilot-light"}, (0, 0), (0, 0)),
    ],
)
def test_the_posture_sets_the_bounds(
    region_role: str, stack: str, changes: dict[str, Any], web: tuple[int, int], worker: tuple[int, int]
) -> None:
    assert settings_of(stack, **changes).region_role == region_role
    recording = run(stack, **changes)
    bounds = {each.name: (each.plain["minCapacity"], each.plain["maxCapacity"]) for each in recording.of(TARGET)}
    assert bounds == {"web-scaling": web, "worker-scaling": worker}


@each_stack
@each_workload
def test_a_new_service_starts_at_its_lower_bound_and_is_left_alone_then(stack: str, workload: str) -> None:
    recording = run(stack)
    service, target = recording.one(SERVICE, workload), recording.one(TARGET, f"{workload}-scaling")
    assert service.plain["desiredCount"] == target.plain["minCapacity"]
    assert service.ignore_changes == ("desiredCount",)


@each_workload
def test_bounds_are_followed_and_never_ignored(workload: str) -> None:
    target = run(PEER).one(TARGET, f"{workload}-scaling")
    assert target.ignore_changes == ()
    assert target.plain["resourceId"] == f"service/standby/{workload}"
    assert target.plain["scalableDimension"] == "ecs:service:DesiredCount"


def test_web_scales_on_requests_per_target() -> None:
    tracking = _tracking(run(HOME), "web-scaling-requests")
    assert tracking["targetValue"] == 1200
    assert tracking["predefinedMetricSpecification"] == {
        "predefinedMetricType": "ALBRequestCountPerTarget",
        "resourceLabel": "load-balancer.arnSuffix/web-targets.arnSuffix",
    }


@each_stack
def test_web_scales_on_the_concurrency_that_it_publishes(stack: str) -> None:
    tracking = _tracking(run(stack), "web-scaling-concurrency")
    metric = tracking["customizedMetricSpecification"]
    assert tracking["targetValue"] == 40
    assert (metric["namespace"], metric["metricName"], metric["statistic"]) == (
        "Standby/Workload", "ConcurrentRequests", "Average"
    )  # fmt: skip
    assert metric["dimensions"] == [
        {"name": "Service", "value": "web"},
        {"name": "Region", "value": REGION_OF[stack]},
    ]


def test_the_worker_scales_on_the_backlog_for_each_running_task() -> None:
    tracking = _tracking(run(HOME), "worker-scaling-backlog")
    waiting, running, backlog = tracking["customizedMetricSpecification"]["metrics"]
    assert tracking["targetValue"] == 240
    assert waiting["metricStat"]["metric"] == {
        "namespace": "AWS/SQS",
        "metricName": "ApproximateNumberOfMessagesVisible",
        "dimensions": [{"name": "QueueName", "value": "standby-orders"}],
    }
    assert running["metricStat"]["metric"] == {
        "namespace": "ECS/ContainerInsights",
        "metricName": "RunningTaskCount",
        "dimensions": [{"name": "ClusterName", "value": "standby"}, {"name": "ServiceName", "value": "worker"}],
    }
    assert [each["returnData"] for each in (waiting, running, backlog)] == [False, False, True]
    assert backlog["expression"] == "m1 / IF(FILL(m2,0) > 0, FILL(m2,0), 1)", "without tasks, all of it counts"
    assert (waiting["id"], running["id"]) == ("m1", "m2")


def test_the_cluster_publishes_the_number_of_running_tasks() -> None:
    cluster = run(HOME).one("aws:ecs/cluster:Cluster").plain
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]


@pytest.mark.parametrize("name", ["web-scaling-requests", "web-scaling-concurrency", "worker-scaling-backlog"])
def test_every_policy_scales_in_too_and_more_slowly_than_out(name: str) -> None:
    tracking = _tracking(run(HOME), name)
    assert tracking["disableScaleIn"] is False
    assert tracking["scaleInCooldown"] > tracking["scaleOutCooldown"]


@pytest.mark.parametrize(("protection", "stays"), [("locked", True), ("lifted", False)])
def test_old_revisions_stay_until_protection_is_lifted(protection: str, stays: bool) -> None:  # noqa: FBT001
    definitions = run(HOME, protection=protection).of(DEFINITION)
    assert [each.plain["skipDestroy"] for each in definitions] == [stays, stays]
