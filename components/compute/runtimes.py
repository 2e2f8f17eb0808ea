"""The container platforms that run a workload, behind one shape: what a workload gets is the same on each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.common import naming
from components.compute.ecs_cluster import ComputeCluster
from components.compute.ecs_scaling import ServiceScaling, ServiceScalingArgs
from components.compute.ecs_service import EcsService, EcsServiceArgs
from components.compute.kubernetes.eks_service import EksService, EksServiceArgs
from components.compute.kubernetes.region_kubernetes import RegionKubernetes
from components.compute.load_balancer import LoadBalancer
from components.compute.platform import Platform
from components.compute.target_group import TargetGroup
from settings.workload import Runtime, TaskBounds, WorkloadSettings
from workloads.declaration import Workload


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a region offers to whatever runs in it. `kubernetes` is there where a workload needs it."""

    platform: Platform
    cluster: ComputeCluster
    kubernetes: RegionKubernetes | None
    repository_urls: Mapping[str, pulumi.Output[str]]
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    load_balancer: LoadBalancer
    queue_name: pulumi.Input[str]
    locked: bool


@dataclass(frozen=True, kw_only=True)
class Job:
    """One workload, how much of it, and the target group that it answers for, if any.

    One that is `held` waits for its image: it is made at zero, and if it is there already, left as it is.
    """

    workload: Workload
    spec: WorkloadSettings
    bounds: TaskBounds
    group: TargetGroup | None
    held: bool


@dataclass(frozen=True, kw_only=True)
class Running:
    """`scaling` says where a failover finds the bounds, on the platform; `service_name` is that of an ECS service."""

    service_name: pulumi.Output[str] | None
    scaling: Mapping[str, Any]


def _on_ecs(place: Place, job: Job, opts: pulumi.ResourceOptions) -> Running:
    name = job.workload.name
    service = EcsService(
        name,
        EcsServiceArgs(
            spec=job.spec,
            workload=job.workload,
            bounds=job.bounds,
            platform=place.platform,
            cluster_arn=place.cluster.arn,
            repository_url=place.repository_urls[name],
            subnet_ids=place.subnet_ids,
            security_group_id=place.security_group_id,
            target_group=job.group,
            held=job.held,
            locked=place.locked,
        ),
        opts=opts,
    )
    label = pulumi.Output.concat(place.load_balancer.arn_suffix, "/", job.group.arn_suffix) if job.group else None
    scaling = ServiceScaling(
        f"{name}-scaling",
        ServiceScalingArgs(
            scaling=job.spec.scaling,
            bounds=job.bounds,
            region=place.platform.region,
            cluster_name=place.cluster.name,
            service_name=service.service_name,
            resource_label=label,
            queue_name=place.queue_name,
            held=job.held,
        ),
        opts=opts,
    )
    return Running(
        service_name=service.service_name,
        scaling={"runtime": str(Runtime.ECS), "resource_id": scaling.target.resource_id},
    )


def _on_eks(place: Place, job: Job, opts: pulumi.ResourceOptions) -> Running:
    if place.kubernetes is None:
        msg = f"{job.workload.name} has runtime: eks, and no cluster was made for it"
        raise pulumi.RunError(msg)
    EksService(
        job.workload.name,
        EksServiceArgs(
            spec=job.spec,
            workload=job.workload,
            bounds=job.bounds,
            platform=place.platform,
            kubernetes=place.kubernetes,
            repository_url=place.repository_urls[job.workload.name],
            vpc_cidr=place.vpc_cidr,
            vpc_id=place.vpc_id,
            load_balancer=place.load_balancer.arn_suffix,
            target_group=job.group,
            held=job.held,
        ),
        opts=pulumi.ResourceOptions(parent=opts.parent, providers=[place.kubernetes.provider]),
    )
    return Running(
        service_name=None,
        scaling={
            "runtime": str(Runtime.EKS),
            "cluster": naming.KUBERNETES_CLUSTER,
            "namespace": naming.WORKLOADS_NAMESPACE,
            "scaled_object": job.workload.name,
        },
    )


RUNTIMES: Mapping[Runtime, Callable[[Place, Job, pulumi.ResourceOptions], Running]] = {
    Runtime.ECS: _on_ecs,
    Runtime.EKS: _on_eks,
}
