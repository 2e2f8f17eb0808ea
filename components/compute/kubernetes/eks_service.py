"""A workload on EKS with Fargate: what `ecs_service` and `service_scaling` are on ECS."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.compute.kubernetes.objects import KubernetesObject, Manifest, Objects, manifest, selector
from components.compute.kubernetes.pod_role import ROLE_ANNOTATION, PodRole, PodRoleArgs
from components.compute.kubernetes.pods import KEPT, container, disruption_budget, pod, rolling
from components.compute.kubernetes.region_kubernetes import RegionKubernetes
from components.compute.kubernetes.scaled_object import BOUNDS, ScaledObjectArgs, scaled_object
from components.compute.platform import Platform
from components.compute.target_group import TargetGroup
from settings.workload import TaskBounds, WorkloadSettings
from workloads.declaration import HttpEndpoint, Workload

# How long a pod still serves after the load balancer was told to send it nothing more.
_PRE_STOP_SECONDS = 15
# The controller's own prefix; a pod counts as ready once its target is healthy.
_GATE = "target-health.elbv2.k8s.aws"
_NAMESPACE = naming.WORKLOADS_NAMESPACE


@dataclass(frozen=True, kw_only=True)
class EksServiceArgs:
    """`target_group` is None for a workload that only pulls. One that is `held` waits for its image."""

    spec: WorkloadSettings
    workload: Workload
    bounds: TaskBounds
    platform: Platform
    kubernetes: RegionKubernetes
    repository_url: pulumi.Input[str]
    vpc_cidr: str
    vpc_id: pulumi.Input[str]
    load_balancer: pulumi.Input[str]
    target_group: TargetGroup | None
    held: bool


class EksService(pulumi.ComponentResource):
    """Pods over three zones behind the same target group. How many is KEDA's and a failover's business."""

    deployment: KubernetesObject
    scaled_object: KubernetesObject

    def __init__(self, name: str, args: EksServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:EksService", name, None, opts)
        objects = Objects(self, name, after=args.kubernetes.ready)
        role = self._role(name, args)
        account = manifest(
            "v1",
            "ServiceAccount",
            args.workload.name,
            namespace=_NAMESPACE,
            annotations={ROLE_ANNOTATION: role.arn},
            automountServiceAccountToken=False,
        )
        needed = [objects.add("account", account)]
        if args.target_group and args.workload.entry:
            needed += _reached(objects, args, args.workload.entry, args.target_group)
        objects.add(
            "budget", _manifest(args, "policy/v1", "PodDisruptionBudget", disruption_budget(args.workload.name))
        )
        kept = KEPT if args.held else ("spec.replicas",)
        self.deployment = objects.add("", deployment(args), after=needed, ignore_changes=kept)
        self.scaled_object = objects.add(
            "scaling", _scaling(args), after=[self.deployment], ignore_changes=BOUNDS if args.held else ()
        )
        self.register_outputs({"deployment": self.deployment.id, "scaled_object": self.scaled_object.id})

    def _role(self, name: str, args: EksServiceArgs) -> PodRole:
        return PodRole(
            f"{name}-role",
            PodRoleArgs(
                role=f"{args.workload.name}-pods",
                region=args.platform.region,
                namespace=_NAMESPACE,
                service_account=args.workload.name,
                issuers=args.kubernetes.issuers,
                statements=args.platform.statements(args.workload.grants),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )


def deployment(args: EksServiceArgs) -> Manifest:
    """The workload's declaration as pods."""
    workload, values = args.workload, args.platform.values(args.workload.name)
    told = {key: values[binding] for key, binding in workload.environment.items()}
    main = container(
        workload.name,
        pulumi.Output.concat(args.repository_url, ":", args.spec.image_tag),
        cpu_units=args.spec.cpu_units,
        memory_mib=args.spec.memory_mib,
        command=list(workload.command),
        # Sorted, because a changed order would be a new rollout.
        env=[{"name": key, "value": told[key]} for key in sorted(told)],
        **(_served(workload.entry) if workload.entry else {}),
    )
    gates = [{"conditionType": f"{_GATE}/{workload.name}"}] if workload.entry else []
    template = pod(
        workload.name,
        workload.name,
        [main],
        automountServiceAccountToken=False,
        terminationGracePeriodSeconds=workload.stop_timeout_seconds + (_PRE_STOP_SECONDS if workload.entry else 0),
        **({"readinessGates": gates} if gates else {}),
    )
    return _manifest(args, "apps/v1", "Deployment", rolling(workload.name, args.bounds.min_tasks, template))


def _served(entry: HttpEndpoint) -> Manifest:
    """Ready is what the load balancer asks; alive is only that something listens: a store that is away ends no pod."""
    asked = {"httpGet": {"path": entry.health_path, "port": entry.port}, "periodSeconds": 5, "timeoutSeconds": 2}
    return {
        "ports": [{"name": "http", "containerPort": entry.port, "protocol": "TCP"}],
        "startupProbe": {**asked, "failureThreshold": 24},
        "readinessProbe": {**asked, "failureThreshold": 2},
        "livenessProbe": {"tcpSocket": {"port": entry.port}, "periodSeconds": 10, "failureThreshold": 3},
        "lifecycle": {"preStop": {"sleep": {"seconds": _PRE_STOP_SECONDS}}},
    }


def _manifest(args: EksServiceArgs, api_version: str, kind: str, spec: Manifest) -> Manifest:
    return manifest(api_version, kind, args.workload.name, namespace=_NAMESPACE, spec=spec)


def _reached(objects: Objects, args: EksServiceArgs, entry: HttpEndpoint, group: TargetGroup) -> list[KubernetesObject]:
    """What brings requests: a Service that only names pods, and the binding of those pods to the target group."""
    ports = [{"name": "http", "port": entry.port, "targetPort": "http", "protocol": "TCP"}]
    picks = {"type": "ClusterIP", "selector": selector(args.workload.name), "ports": ports}
    service = objects.add("service", _manifest(args, "v1", "Service", picks))
    ingress = [{"from": [{"ipBlock": {"cidr": args.vpc_cidr}}], "ports": [{"protocol": "TCP", "port": entry.port}]}]
    allowed = {
        "podSelector": {"matchLabels": selector(args.workload.name)},
        "policyTypes": ["Ingress"],
        "ingress": ingress,
    }
    policy = objects.add("ingress", _manifest(args, "networking.k8s.io/v1", "NetworkPolicy", allowed))
    bound = {
        "targetGroupARN": group.arn,
        "targetType": "ip",
        "ipAddressType": "ipv4",
        "vpcID": args.vpc_id,
        # Otherwise the controller takes away every target that is no pod of its own, such as the tasks of ECS.
        "multiClusterTargetGroup": True,
        "serviceRef": {"name": args.workload.name, "port": entry.port},
    }
    binding = objects.add(
        "targets",
        _manifest(args, "elbv2.k8s.aws/v1beta1", "TargetGroupBinding", bound),
        after=[service, group.rule],
    )
    return [service, policy, binding]


def _scaling(args: EksServiceArgs) -> Manifest:
    return scaled_object(
        ScaledObjectArgs(
            workload=args.workload.name,
            spec=args.spec,
            bounds=args.bounds,
            region=args.platform.region,
            load_balancer=args.load_balancer,
            target_group=args.target_group.arn_suffix if args.target_group else None,
            queue_url=args.platform.queue_url,
        )
    )
