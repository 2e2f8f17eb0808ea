"""What runs the workloads of a region: load balancer, ECS, EKS, images, roles, scaling."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.compute.compute import Compute, ComputeArgs
    from components.compute.ecr_registries import Registries, RegistriesArgs
    from components.compute.ecr_registry import Registry, RegistryArgs
    from components.compute.ecs_cluster import ComputeCluster, ComputeClusterArgs
    from components.compute.ecs_scaling import ServiceScaling, ServiceScalingArgs
    from components.compute.ecs_service import EcsService, EcsServiceArgs
    from components.compute.load_balancer import LoadBalancer, LoadBalancerArgs
    from components.compute.load_balancer_certificate import Certificate, CertificateArgs
    from components.compute.platform import Platform
    from components.compute.target_group import TargetGroup, TargetGroupArgs
    from components.compute.task_role import TaskRole, TaskRoleArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "Certificate",
    "CertificateArgs",
    "Compute",
    "ComputeArgs",
    "ComputeCluster",
    "ComputeClusterArgs",
    "EcsService",
    "EcsServiceArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "Platform",
    "Registries",
    "RegistriesArgs",
    "Registry",
    "RegistryArgs",
    "ServiceScaling",
    "ServiceScalingArgs",
    "TargetGroup",
    "TargetGroupArgs",
    "TaskRole",
    "TaskRoleArgs",
]
