"""A region's stateless compute: clusters, and for each workload its target group, and what runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.compute.ecr_registries import repository_urls
from components.compute.ecs_cluster import ComputeCluster, ComputeClusterArgs
from components.compute.kubernetes.keda import IMAGES
from components.compute.kubernetes.region_kubernetes import RegionKubernetes, RegionKubernetesArgs
from components.compute.load_balancer import LoadBalancer
from components.compute.platform import Platform
from components.compute.runtimes import RUNTIMES, Job, Place, Running
from components.compute.target_group import TargetGroup, TargetGroupArgs
from components.edge import origin_header
from settings import KubernetesSettings
from settings.strategy import Capacity, CapacityProfile
from settings.workload import RequestScaling, Runtime, TaskBounds, WorkloadSettings
from workloads.declaration import WORKLOADS, Workload

# What the settings size: each workload, and whether it answers requests.
DECLARED: Mapping[str, bool] = {name: workload.entry is not None for name, workload in WORKLOADS.items()}


@dataclass(frozen=True, kw_only=True)
class ComputeArgs:
    """`specs` sizes every declared workload, by name; `kubernetes` is needed where one of them runs on EKS.

    `sides` is what a failover sets in the two regions. `header_values` are those by which the edge is
    known. `missing` are images that nobody has pushed yet.
    """

    specs: Mapping[str, WorkloadSettings]
    kubernetes: KubernetesSettings | None
    peer_issuer: pulumi.Input[str]
    shape: CapacityProfile
    sides: Mapping[str, CapacityProfile]
    platform: Platform
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    endpoints_group_id: pulumi.Input[str]
    load_balancer: LoadBalancer
    queue_name: pulumi.Input[str]
    header_values: pulumi.Input[Sequence[str]]
    missing: frozenset[str]
    locked: bool


class Compute(pulumi.ComponentResource):
    """Everything exists in every region role; the bounds say how much of it runs."""

    cluster_name: pulumi.Output[str]
    service_names: dict[str, pulumi.Output[str]]
    scaling: dict[str, Mapping[str, Any]]
    target_group_arns: dict[str, pulumi.Output[str]]
    target_group_suffixes: dict[str, pulumi.Output[str]]
    repository_urls: dict[str, pulumi.Output[str]]
    kubernetes: RegionKubernetes | None

    def __init__(self, name: str, args: ComputeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:compute:Compute", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._args = args
        cluster = ComputeCluster("cluster", ComputeClusterArgs(), opts=child)
        on_kubernetes = {key: spec for key, spec in args.specs.items() if spec.runtime is Runtime.EKS}
        self.repository_urls = repository_urls(
            args.platform.account, args.platform.region, (*sorted(args.specs), *(IMAGES if args.kubernetes else ()))
        )
        self.kubernetes = self._kubernetes(args.kubernetes, on_kubernetes) if on_kubernetes else None
        place = self._place(cluster)
        groups = {key: self._target_group(WORKLOADS[key]) for key in sorted(args.specs)}
        running = {key: self._run(place, WORKLOADS[key], groups[key]) for key in sorted(args.specs)}
        self.cluster_name = cluster.name
        self.service_names = {key: one.service_name for key, one in running.items() if one.service_name is not None}
        self.scaling = {
            key: {
                **one.scaling,
                **{side: _bounds(args.specs[key], shape).model_dump() for side, shape in args.sides.items()},
            }
            for key, one in running.items()
        }
        self.target_group_arns = {key: group.arn for key, group in groups.items() if group}
        self.target_group_suffixes = {key: group.arn_suffix for key, group in groups.items() if group}
        self.register_outputs(
            {
                "cluster_name": self.cluster_name,
                "service_names": self.service_names,
                "scaling": self.scaling,
                "target_group_arns": self.target_group_arns,
                "repository_urls": self.repository_urls,
            }
        )

    def _kubernetes(
        self, spec: KubernetesSettings | None, workloads: Mapping[str, WorkloadSettings]
    ) -> RegionKubernetes:
        if spec is None:
            msg = f"{', '.join(sorted(workloads))} has runtime: eks, and standby:kubernetes describes no cluster"
            raise pulumi.RunError(msg)
        args = self._args
        return RegionKubernetes(
            "kubernetes",
            RegionKubernetesArgs(
                spec=spec,
                workloads=workloads,
                region=args.platform.region,
                account=args.platform.account,
                key_arn=args.platform.region_key_arn,
                vpc_id=args.vpc_id,
                vpc_cidr=args.vpc_cidr,
                subnet_ids=args.subnet_ids,
                tasks_group_id=args.security_group_id,
                endpoints_group_id=args.endpoints_group_id,
                repository_urls={image: self.repository_urls[image] for image in IMAGES},
                queue_arn=args.platform.queue_arn,
                peer_issuer=spec.peer_issuer or args.peer_issuer,
                held=bool(args.missing & set(IMAGES)),
                locked=args.locked,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _place(self, cluster: ComputeCluster) -> Place:
        args = self._args
        return Place(
            platform=args.platform,
            cluster=cluster,
            kubernetes=self.kubernetes,
            repository_urls=self.repository_urls,
            vpc_id=args.vpc_id,
            vpc_cidr=args.vpc_cidr,
            subnet_ids=args.subnet_ids,
            security_group_id=args.security_group_id,
            load_balancer=args.load_balancer,
            queue_name=args.queue_name,
            locked=args.locked,
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
                header_name=origin_header.NAME,
                header_values=args.header_values,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _run(self, place: Place, workload: Workload, group: TargetGroup | None) -> Running:
        spec = self._args.specs[workload.name]
        held = bool(self._args.missing & {workload.name, *(IMAGES if spec.runtime is Runtime.EKS else ())})
        bounds = spec.bounds(Capacity.ZERO) if held else _bounds(spec, self._args.shape)
        job = Job(workload=workload, spec=spec, bounds=bounds, group=group, held=held)
        return RUNTIMES[spec.runtime](place, job, pulumi.ResourceOptions(parent=self))


def _bounds(spec: WorkloadSettings, shape: CapacityProfile) -> TaskBounds:
    by_requests = isinstance(spec.scaling, RequestScaling)
    return spec.bounds(shape.request_workloads if by_requests else shape.queue_workloads)
