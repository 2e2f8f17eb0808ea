"""A region's stateless compute: cluster, and for each workload repository, target group, service and scaling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.compute_cluster import ComputeCluster, ComputeClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs
from components.load_balancer import LoadBalancer
from components.platform import Platform
from components.registry import Registry, RegistryArgs
from components.service_scaling import ServiceScaling, ServiceScalingArgs
from components.target_group import TargetGroup, TargetGroupArgs
from settings.strategy import Shape
from settings.workload import RequestScaling, TaskBounds, WorkloadSettings
from workloads.declaration import WORKLOADS, Workload

# What the settings size: each workload, and whether it answers requests.
DECLARED: Mapping[str, bool] = {name: workload.entry is not None for name, workload in WORKLOADS.items()}


@dataclass(frozen=True, kw_only=True)
class ComputeArgs:
    """`specs` sizes every declared workload, by name."""

    specs: Mapping[str, WorkloadSettings]
    shape: Shape
    platform: Platform
    peer_region: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    load_balancer: LoadBalancer
    queue_name: pulumi.Input[str]
    locked: bool


class Compute(pulumi.ComponentResource):
    """Everything exists in every posture; the bounds say how much of it runs."""

    cluster_name: pulumi.Output[str]
    service_names: dict[str, pulumi.Output[str]]
    target_group_arns: dict[str, pulumi.Output[str]]
    target_group_suffixes: dict[str, pulumi.Output[str]]
    repository_urls: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ComputeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:compute:Compute", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self._cluster = ComputeCluster("cluster", ComputeClusterArgs(), opts=child)
        self._registry = Registry(
            "registry",
            RegistryArgs(
                workloads=tuple(sorted(args.specs)),
                peer_region=args.peer_region,
                account=args.platform.account,
                locked=args.locked,
            ),
            opts=child,
        )
        groups = {key: self._target_group(WORKLOADS[key]) for key in sorted(args.specs)}
        services = {key: self._service(WORKLOADS[key], groups[key]) for key in sorted(args.specs)}
        self.cluster_name = self._cluster.name
        self.service_names = {key: service.service_name for key, service in services.items()}
        self.target_group_arns = {key: group.arn for key, group in groups.items() if group}
        self.target_group_suffixes = {key: group.arn_suffix for key, group in groups.items() if group}
        self.repository_urls = self._registry.urls
        self.register_outputs(
            {
                "cluster_name": self.cluster_name,
                "service_names": self.service_names,
                "target_group_arns": self.target_group_arns,
                "repository_urls": self.repository_urls,
            }
        )

    def _target_group(self, workload: Workload) -> TargetGroup | None:
        entry, args = workload.entry, self._args
        if entry is None:
            return None
        return TargetGroup(
            f"{workload.name}-targets",
            TargetGroupArgs(
                workload=workload.name,
                port=entry.port,
                health_path=entry.health_path,
                path_patterns=entry.path_patterns,
                priority=entry.priority,
                vpc_id=args.vpc_id,
                listener_arn=args.load_balancer.listener_arn,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service(self, workload: Workload, group: TargetGroup | None) -> EcsService:
        args, spec = self._args, self._args.specs[workload.name]
        bounds = _bounds(spec, args.shape)
        child = pulumi.ResourceOptions(parent=self)
        service = EcsService(
            workload.name,
            EcsServiceArgs(
                spec=spec,
                workload=workload,
                bounds=bounds,
                platform=args.platform,
                cluster_arn=self._cluster.arn,
                repository_url=self._registry.urls[workload.name],
                repository_arn=self._registry.arns[workload.name],
                subnet_ids=args.subnet_ids,
                security_group_id=args.security_group_id,
                target_group=group,
                locked=args.locked,
            ),
            opts=child,
        )
        label = pulumi.Output.concat(args.load_balancer.arn_suffix, "/", group.arn_suffix) if group else None
        ServiceScaling(
            f"{workload.name}-scaling",
            ServiceScalingArgs(
                scaling=spec.scaling,
                bounds=bounds,
                region=args.platform.region,
                cluster_name=self._cluster.name,
                service_name=service.service_name,
                resource_label=label,
                queue_name=args.queue_name,
            ),
            opts=child,
        )
        return service


def _bounds(spec: WorkloadSettings, shape: Shape) -> TaskBounds:
    by_requests = isinstance(spec.scaling, RequestScaling)
    return spec.bounds(shape.request_workloads if by_requests else shape.queue_workloads)
