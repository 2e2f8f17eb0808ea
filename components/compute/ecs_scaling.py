"""Between which bounds a service scales, and by what. Bounds follow the strategy; counts follow the load."""

from dataclasses import dataclass
from typing import TypeAlias

import pulumi
import pulumi_aws as aws

from settings.workload import BacklogScaling, RequestScaling, TaskBounds
from workloads.declaration import CONCURRENT_REQUESTS, METRIC_NAMESPACE

# pulumi_aws names a nested type after its whole path, at any length.
_Predefined: TypeAlias = (
    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgsDict
)
_Customized: TypeAlias = (
    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgsDict
)
_Stat: TypeAlias = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatArgsDict  # noqa: E501

_OUT_SECONDS, _IN_SECONDS = 30, 300
_DIMENSION = "ecs:service:DesiredCount"


@dataclass(frozen=True, kw_only=True)
class ServiceScalingArgs:
    """`resource_label` says load balancer and target group, for request scaling; `queue_name` for backlog scaling.

    A service that is `held` waits for its image: its bounds are made as they are said, and never changed.
    """

    scaling: RequestScaling | BacklogScaling
    bounds: TaskBounds
    region: str
    cluster_name: pulumi.Input[str]
    service_name: pulumi.Input[str]
    resource_label: pulumi.Input[str] | None
    queue_name: pulumi.Input[str]
    held: bool


class ServiceScaling(pulumi.ComponentResource):
    """Out fast, in slowly, by target tracking. The higher of several policies wins; in needs all of them."""

    target: aws.appautoscaling.Target

    def __init__(self, name: str, args: ServiceScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:compute:ServiceScaling", name, None, opts)
        self._name = name
        self.target = aws.appautoscaling.Target(
            name,
            service_namespace="ecs",
            resource_id=pulumi.Output.concat("service/", args.cluster_name, "/", args.service_name),
            scalable_dimension=_DIMENSION,
            min_capacity=args.bounds.min_tasks,
            max_capacity=args.bounds.max_tasks,
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=["min_capacity", "max_capacity"] if args.held else []
            ),
        )
        match args.scaling:
            case RequestScaling() as requests:
                self._policy("requests", requests.requests_per_task_per_minute, predefined=_per_target(args))
                self._policy("concurrency", requests.concurrent_requests_per_task, customized=_concurrency(args))
            case BacklogScaling() as backlog:
                self._policy("backlog", backlog.messages_per_task, customized=_backlog(args))
        self.register_outputs({"resource_id": self.target.resource_id})

    def _policy(
        self,
        key: str,
        target_value: float,
        *,
        predefined: _Predefined | None = None,
        customized: _Customized | None = None,
    ) -> None:
        aws.appautoscaling.Policy(
            f"{self._name}-{key}",
            name=f"{self._name}-{key}",
            policy_type="TargetTrackingScaling",
            service_namespace=self.target.service_namespace,
            resource_id=self.target.resource_id,
            scalable_dimension=self.target.scalable_dimension,
            target_tracking_scaling_policy_configuration={
                "target_value": target_value,
                "scale_in_cooldown": _IN_SECONDS,
                "scale_out_cooldown": _OUT_SECONDS,
                "disable_scale_in": False,
                "predefined_metric_specification": predefined,
                "customized_metric_specification": customized,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _per_target(args: ServiceScalingArgs) -> _Predefined:
    """Requests per target and minute, as the load balancer counts them."""
    return {"predefined_metric_type": "ALBRequestCountPerTarget", "resource_label": args.resource_label}


def _concurrency(args: ServiceScalingArgs) -> _Customized:
    """Requests in flight per task, as the workload publishes them: load that the count of requests does not show."""
    return {
        "namespace": METRIC_NAMESPACE,
        "metric_name": CONCURRENT_REQUESTS,
        "statistic": "Average",
        "dimensions": [{"name": "Service", "value": args.service_name}, {"name": "Region", "value": args.region}],
    }


def _backlog(args: ServiceScalingArgs) -> _Customized:
    """Messages waiting per running task. Without running tasks the whole backlog counts, so that the first starts."""
    waiting: _Stat = {
        "stat": "Maximum",
        "metric": {
            "namespace": "AWS/SQS",
            "metric_name": "ApproximateNumberOfMessagesVisible",
            "dimensions": [{"name": "QueueName", "value": args.queue_name}],
        },
    }
    running: _Stat = {
        "stat": "Average",
        "metric": {
            "namespace": "ECS/ContainerInsights",
            "metric_name": "RunningTaskCount",
            "dimensions": [
                {"name": "ClusterName", "value": args.cluster_name},
                {"name": "ServiceName", "value": args.service_name},
            ],
        },
    }
    return {
        "metrics": [
            {"id": "m1", "label": "waiting", "return_data": False, "metric_stat": waiting},
            {"id": "m2", "label": "running", "return_data": False, "metric_stat": running},
            {
                "id": "e1",
                "label": "backlog per task",
                "return_data": True,
                "expression": "m1 / IF(FILL(m2,0) > 0, FILL(m2,0), 1)",
            },
        ]
    }
