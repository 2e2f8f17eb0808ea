"""ECS and its scaling: what runs in the region that takes over, and between which bounds."""

from typing import Any

import pytest

from operations.live.stack_state import StateResource
from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    WEST,
    Case,
    Refused,
    also,
    case,
    changed,
    declared,
    one_problem,
    problems,
    stack,
)

_CLUSTERS, _SERVICES = "ecs.describe_clusters", "ecs.describe_services"
_DEFINITION = "ecs.describe_task_definition"
_TARGETS = "application-autoscaling.describe_scalable_targets"
_POLICIES = "application-autoscaling.describe_scaling_policies"
_ECS = f"arn:aws:ecs:{WEST}:{ACCOUNT}:"
_TASK, _GROUP = f"{_ECS}task-definition/standby-web:4", "arn:aws:elasticloadbalancing:group"
_DIMENSION = "ecs:service:DesiredCount"
_STRATEGY = [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
_MEASURE = {"predefinedMetricType": "ALBRequestCountPerTarget", "resourceLabel": "app/standby/1/targetgroup/web/2"}
_BALANCED = [{"targetGroupArn": _GROUP, "containerName": "web", "containerPort": 8080}]

STACK = stack(
    scaling={
        "web": {
            "resource_id": "service/standby/web",
            "standing_by": {"min_tasks": 3, "max_tasks": 60},
            "serving": {"min_tasks": 6, "max_tasks": 60},
        }
    }
)
RESOURCES: list[StateResource] = [
    STACK,
    declared(
        "aws:ecs/cluster:Cluster",
        "cluster",
        f"{_ECS}cluster/standby",
        {"name": "standby", "settings": [{"name": "containerInsights", "value": "enabled"}]},
    ),
    declared(
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        "cluster-capacity",
        "standby",
        {
            "clusterName": "standby",
            "capacityProviders": ["FARGATE"],
            "defaultCapacityProviderStrategies": _STRATEGY,
        },
    ),
    declared(
        "aws:ecs/service:Service",
        "web",
        f"{_ECS}service/standby/web",
        {
            "name": "web",
            "cluster": f"{_ECS}cluster/standby",
            "taskDefinition": _TASK,
            "loadBalancers": _BALANCED,
            "capacityProviderStrategies": _STRATEGY,
            "networkConfiguration": {
                "subnets": ["subnet-1", "subnet-2"],
                "securityGroups": ["sg-1"],
                "assignPublicIp": False,
            },
            "deploymentMinimumHealthyPercent": 100,
            "deploymentMaximumPercent": 200,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "healthCheckGracePeriodSeconds": 60,
            "enableExecuteCommand": False,
        },
    ),
    declared(
        "aws:ecs/taskDefinition:TaskDefinition", "web-task", "standby-web", {"family": "web"}, outputs={"arn": _TASK}
    ),
    declared(
        "aws:appautoscaling/target:Target",
        "web-scaling",
        "service/standby/web",
        {"resourceId": "service/standby/web", "minCapacity": 3, "maxCapacity": 60},
    ),
    declared(
        "aws:appautoscaling/policy:Policy",
        "web-scaling-requests",
        "web-scaling-requests",
        {
            "name": "web-scaling-requests",
            "resourceId": "service/standby/web",
            "policyType": "TargetTrackingScaling",
            "targetTrackingScalingPolicyConfiguration": {
                "targetValue": 1200,
                "scaleInCooldown": 300,
                "scaleOutCooldown": 30,
                "disableScaleIn": False,
                "predefinedMetricSpecification": _MEASURE,
            },
        },
    ),
]
HEALTHY: dict[tuple[str, str], Any] = {
    ("ecs", "describe_clusters"): {
        "clusters": [
            {
                "clusterArn": f"{_ECS}cluster/standby",
                "status": "ACTIVE",
                "settings": [{"name": "containerInsights", "value": "enabled"}],
                "capacityProviders": ["FARGATE"],
                "defaultCapacityProviderStrategy": _STRATEGY,
            }
        ]
    },
    ("ecs", "describe_services"): {
        "services": [
            {
                "serviceArn": f"{_ECS}service/standby/web",
                "status": "ACTIVE",
                "desiredCount": 3,
                "runningCount": 3,
                "taskDefinition": _TASK,
                "loadBalancers": _BALANCED,
                "capacityProviderStrategy": _STRATEGY,
                "networkConfiguration": {
                    "awsvpcConfiguration": {
                        "subnets": ["subnet-2", "subnet-1"],
                        "securityGroups": ["sg-1"],
                        "assignPublicIp": "DISABLED",
                    }
                },
                "deploymentConfiguration": {
                    "minimumHealthyPercent": 100,
                    "maximumPercent": 200,
                    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                },
                "healthCheckGracePeriodSeconds": 60,
                "enableExecuteCommand": False,
            }
        ]
    },
    ("ecs", "describe_task_definition"): {"taskDefinition": {"status": "ACTIVE"}},
    ("application-autoscaling", "describe_scalable_targets"): {
        "ScalableTargets": [
            {
                "ServiceNamespace": "ecs",
                "ResourceId": "service/standby/web",
                "ScalableDimension": _DIMENSION,
                "MinCapacity": 3,
                "MaxCapacity": 60,
                "RoleARN": "role",
                "CreationTime": 0,
                "SuspendedState": {"DynamicScalingOutSuspended": False, "DynamicScalingInSuspended": False},
            }
        ]
    },
    ("application-autoscaling", "describe_scaling_policies"): {
        "ScalingPolicies": [
            {
                "PolicyARN": "arn",
                "PolicyName": "web-scaling-requests",
                "ServiceNamespace": "ecs",
                "ResourceId": "service/standby/web",
                "ScalableDimension": _DIMENSION,
                "PolicyType": "TargetTrackingScaling",
                "CreationTime": 0,
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": 1200.0,
                    "ScaleInCooldown": 300,
                    "ScaleOutCooldown": 30,
                    "DisableScaleIn": False,
                    "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "ALBRequestCountPerTarget",
                        "ResourceLabel": _MEASURE["resourceLabel"],
                    },
                },
            }
        ]
    },
}
_ONE, _TARGET = "services.0.", "ScalableTargets.0."
_NET = f"{_ONE}networkConfiguration.awsvpcConfiguration."
_POLICY = "ScalingPolicies.0.TargetTrackingScalingPolicyConfiguration."
CASES = (
    case("service gone", "is not there", _SERVICES, "services", [], of="web", stops=True),
    case("service drains", "is DRAINING", _SERVICES, f"{_ONE}status", "DRAINING", of="web", stops=True),
    case("nothing starts", "runs none of 3 tasks", _SERVICES, f"{_ONE}runningCount", 0, of="web", stops=True),
    case("some run", "runs 2 of 3 tasks", _SERVICES, f"{_ONE}runningCount", 2, of="web", stops=False),
    also(case("scaled in by hand", "wants 1 tasks, its bounds ask for 3", _SERVICES, f"{_ONE}desiredCount", 1,
              of="web", stops=False), _SERVICES, f"{_ONE}runningCount", 1),
    case("rolled back", "starts standby-web:3, declared is standby-web:4", _SERVICES, f"{_ONE}taskDefinition",
         f"{_ECS}task-definition/standby-web:3", of="web", stops=False),
    case("another program", "starts other:1", _SERVICES, f"{_ONE}taskDefinition", f"{_ECS}task-definition/other:1",
         of="web", stops=True),
    case("unbalanced", "target groups is none", _SERVICES, f"{_ONE}loadBalancers", [], of="web", stops=True),
    case("subnets", "subnets is subnet-1", _SERVICES, f"{_NET}subnets", ["subnet-1"], of="web", stops=True),
    case("groups", "security groups is sg-2", _SERVICES, f"{_NET}securityGroups", ["sg-2"], of="web", stops=True),
    case("public", "public addresses is true", _SERVICES, f"{_NET}assignPublicIp", "ENABLED", of="web", stops=False),
    case("on Spot", "capacity providers is FARGATE_SPOT", _SERVICES,
         f"{_ONE}capacityProviderStrategy.0.capacityProvider", "FARGATE_SPOT", of="web", stops=True),
    case("no breaker", "circuit breaker's enable is false", _SERVICES,
         f"{_ONE}deploymentConfiguration.deploymentCircuitBreaker", of="web", stops=False),
    case("a provider less", "the cluster has not FARGATE", _CLUSTERS, "clusters.0.capacityProviders", [],
         of="cluster-capacity", stops=True),
    case("default strategy", "default strategy is none", _CLUSTERS, "clusters.0.defaultCapacityProviderStrategy", [],
         of="cluster-capacity", stops=False),
    case("no insights", "containerInsights is disabled", _CLUSTERS, "clusters.0.settings.0.value", "disabled",
         of="cluster", stops=False),
    case("definition gone", "standby-web:4 is not there", _DEFINITION, "", Refused("ClientException"), of="web-task",
         stops=True),
    case("deregistered", "standby-web:4 is INACTIVE", _DEFINITION, "taskDefinition.status", "INACTIVE",
         of="web-task", stops=False),
    case("may not grow", "growing is suspended", _TARGETS, f"{_TARGET}SuspendedState.DynamicScalingOutSuspended",
         True, of="web-scaling", stops=True),  # noqa: FBT003
    case("may not shrink", "shrinking is suspended", _TARGETS, f"{_TARGET}SuspendedState.DynamicScalingInSuspended",
         True, of="web-scaling", stops=False),  # noqa: FBT003
    case("bounds", "scales from 3 to 4, declared is 3 to 60 or 6 to 60", _TARGETS, f"{_TARGET}MaxCapacity", 4,
         of="web-scaling", stops=False),
    case("target gone", "is not there", _TARGETS, "ScalableTargets", [], of="web-scaling", stops=True),
    case("policy gone", "is not there", _POLICIES, "ScalingPolicies", [], of="web-scaling-requests", stops=True),
    case("measure", "predefinedMetricSpecification is missing", _POLICIES, f"{_POLICY}PredefinedMetricSpecification",
         of="web-scaling-requests", stops=True),
    case("from another size", "target is 9000", _POLICIES, f"{_POLICY}TargetValue", 9000.0,
         of="web-scaling-requests", stops=False),
)  # fmt: skip


def test_what_runs_as_declared_is_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


def test_bounds_that_a_failover_set_are_as_declared() -> None:
    raised = also(case("", "", _TARGETS, f"{_TARGET}MinCapacity", 6, of="", stops=False), _SERVICES,
                  f"{_ONE}desiredCount", 9)  # fmt: skip
    runs = also(raised, _SERVICES, f"{_ONE}runningCount", 9)
    assert problems(RESOURCES, changed(HEALTHY, runs.changes)) == []


def test_a_cluster_that_is_gone_takes_what_is_in_it_along() -> None:
    after = {
        **HEALTHY,
        ("ecs", "describe_clusters"): {"clusters": []},
        ("ecs", "describe_services"): Refused("ClusterNotFoundException"),
    }
    found = problems(RESOURCES, after)
    assert {each.resource.name for each in found if each.stops} == {"cluster", "cluster-capacity", "web"}


def test_services_are_asked_for_by_ten() -> None:
    many = [
        declared(
            "aws:ecs/service:Service",
            f"web-{number}",
            f"{_ECS}service/standby/web-{number}",
            {"name": f"web-{number}", "cluster": "standby", "taskDefinition": _TASK},
        )
        for number in range(11)
    ]
    asked: list[int] = []

    def described(cluster: str, services: list[str]) -> Any:  # noqa: ANN401 - AWS's
        assert cluster == "standby"
        asked.append(len(services))
        return {"services": []}

    found = problems(many, {**HEALTHY, ("ecs", "describe_services"): described})
    assert asked == [10, 1]
    assert len(found) == len(many)


@pytest.mark.parametrize(("metric", "stops"), [("Waiting", []), ("Other", [True])])
def test_of_a_measure_counts_what_is_declared(metric: str, stops: list[bool]) -> None:
    """AWS fills in what is left out, as the unit."""
    policy = next(each for each in RESOURCES if each.type == "aws:appautoscaling/policy:Policy")
    stat = {"stat": "Maximum", "metric": {"namespace": "AWS/SQS", "metricName": "Waiting"}}
    measured = {"customizedMetricSpecification": {"metrics": [{"id": "m1", "metricStat": stat}]}}
    inputs = {**policy.inputs, "targetTrackingScalingPolicyConfiguration": measured}
    said = {"Stat": "Maximum", "Unit": "Count", "Metric": {"Namespace": "AWS/SQS", "MetricName": metric}}
    answers = changed(
        HEALTHY,
        case("", "", _POLICIES, "ScalingPolicies.0.TargetTrackingScalingPolicyConfiguration",
             {"TargetValue": 240.0, "CustomizedMetricSpecification": {"Metrics": [{"Id": "m1", "MetricStat": said}]}},
             of="", stops=False).changes,
    )  # fmt: skip
    found = problems([declared(policy.type, policy.name, policy.id, inputs)], answers)
    assert [each.stops for each in found] == stops
