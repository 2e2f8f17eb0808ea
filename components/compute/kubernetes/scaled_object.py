"""Between which bounds a workload scales on Kubernetes, and by what: the measures that it scales by on ECS. Pure."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.compute.kubernetes.objects import Manifest, manifest
from settings.workload import BacklogScaling, RequestScaling, TaskBounds, WorkloadSettings
from workloads.declaration import CONCURRENT_REQUESTS, METRIC_NAMESPACE

API_VERSION, KIND = "keda.sh/v1alpha1", "ScaledObject"
AUTHENTICATION = "aws"
# KEDA has no upper bound of zero; a count that is held is how it says it.
HELD = "autoscaling.keda.sh/paused-replicas"
# Where a ScaledObject says how many there may be.
BOUNDS = ("metadata.annotations", "spec.minReplicaCount", "spec.maxReplicaCount")
# A failover patches the bounds. What the program says of them next goes before, without asking who wrote them.
_FORCE = "pulumi.com/patchForce"
_OUT_SECONDS, _IN_SECONDS = 30, 300
_PERIOD_SECONDS = 60
Trigger = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class ScaledObjectArgs:
    """`resource_label` says load balancer and target group, for request scaling; `queue_url` is for backlog scaling."""

    workload: str
    spec: WorkloadSettings
    bounds: TaskBounds
    region: str
    load_balancer: pulumi.Input[str]
    target_group: pulumi.Input[str] | None
    queue_url: pulumi.Input[str]


def authentication() -> Manifest:
    """How triggers ask AWS: as KEDA's own role."""
    return manifest(
        API_VERSION,
        "TriggerAuthentication",
        AUTHENTICATION,
        namespace=naming.WORKLOADS_NAMESPACE,
        app=naming.PREFIX,
        spec={"podIdentity": {"provider": "aws"}},
    )


def scaled_object(args: ScaledObjectArgs) -> Manifest:
    """Bounds follow the region role; the count between them follows the load and is nobody's to write."""
    held = {HELD: "0"} if args.bounds.max_tasks == 0 else {}
    return manifest(
        API_VERSION,
        KIND,
        args.workload,
        namespace=naming.WORKLOADS_NAMESPACE,
        annotations={_FORCE: "true", **held},
        spec={
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": args.workload},
            "pollingInterval": _OUT_SECONDS,
            "cooldownPeriod": _IN_SECONDS,
            "minReplicaCount": args.bounds.min_tasks,
            "maxReplicaCount": args.bounds.max_tasks or args.spec.max_tasks,
            "advanced": {
                "restoreToOriginalReplicaCount": False,
                "horizontalPodAutoscalerConfig": {"behavior": _BEHAVIOR},
            },
            "triggers": _triggers(args),
        },
    )


# Out at once and as far as needed, in slowly.
_BEHAVIOR = {
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "policies": [{"type": "Percent", "value": 100, "periodSeconds": _OUT_SECONDS}],
    },
    "scaleDown": {
        "stabilizationWindowSeconds": _IN_SECONDS,
        "policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}],
    },
}


def _triggers(args: ScaledObjectArgs) -> list[Trigger]:
    match args.spec.scaling:
        case RequestScaling() as requests:
            return [
                _metric(
                    args,
                    "requests",
                    requests.requests_per_task_per_minute,
                    namespace="AWS/ApplicationELB",
                    metricName="RequestCountPerTarget",
                    metricStat="Sum",
                    dimensionName="TargetGroup;LoadBalancer",
                    dimensionValue=pulumi.Output.concat(args.target_group or "", ";", args.load_balancer),
                ),
                _metric(
                    args,
                    "concurrency",
                    requests.concurrent_requests_per_task,
                    namespace=METRIC_NAMESPACE,
                    metricName=CONCURRENT_REQUESTS,
                    metricStat="Average",
                    dimensionName="Service;Region",
                    dimensionValue=f"{args.workload};{args.region}",
                ),
            ]
        case BacklogScaling() as backlog:
            # KEDA reads a whole number here, and nothing else.
            return [_queue(args, int(backlog.messages_per_task))]


def _metric(args: ScaledObjectArgs, name: str, target: int, **metric: pulumi.Input[str]) -> Trigger:
    """A measure for each pod already, so that the count moves by its ratio to the target."""
    return {
        "type": "aws-cloudwatch",
        "name": name,
        "metricType": "Value",
        "metadata": {
            **metric,
            "targetMetricValue": str(target),
            "minMetricValue": "0",
            "metricStatPeriod": str(_PERIOD_SECONDS),
            "metricCollectionTime": str(5 * _PERIOD_SECONDS),
            "awsRegion": args.region,
        },
        "authenticationRef": {"name": AUTHENTICATION},
    }


def _queue(args: ScaledObjectArgs, messages: int) -> Trigger:
    """Messages that wait, for each pod. Those in work are somebody's already."""
    return {
        "type": "aws-sqs-queue",
        "name": "backlog",
        "metricType": "AverageValue",
        "metadata": {
            "queueURL": args.queue_url,
            "queueLength": str(messages),
            "activationQueueLength": "0",
            "scaleOnInFlight": "false",
            "awsRegion": args.region,
        },
        "authenticationRef": {"name": AUTHENTICATION},
    }
