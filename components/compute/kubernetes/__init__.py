"""A region's EKS cluster, what serves it, and a workload on it."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.compute.kubernetes.access import AccessEntries, AccessEntriesArgs
    from components.compute.kubernetes.cluster import KubernetesCluster, KubernetesClusterArgs
    from components.compute.kubernetes.cluster_services import ClusterServices, ClusterServicesArgs
    from components.compute.kubernetes.core_dns import CoreDns, CoreDnsArgs
    from components.compute.kubernetes.eks_service import EksService, EksServiceArgs
    from components.compute.kubernetes.fargate import FargateProfiles, FargateProfilesArgs
    from components.compute.kubernetes.issuer import Issuer, IssuerArgs
    from components.compute.kubernetes.keda import Keda, KedaArgs
    from components.compute.kubernetes.load_balancer_controller import (
        LoadBalancerController,
        LoadBalancerControllerArgs,
    )
    from components.compute.kubernetes.namespaces import WorkloadNamespace, WorkloadNamespaceArgs
    from components.compute.kubernetes.pod_logs import PodLogs, PodLogsArgs
    from components.compute.kubernetes.pod_role import PodRole, PodRoleArgs
    from components.compute.kubernetes.region_kubernetes import RegionKubernetes, RegionKubernetesArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "AccessEntries",
    "AccessEntriesArgs",
    "ClusterServices",
    "ClusterServicesArgs",
    "CoreDns",
    "CoreDnsArgs",
    "EksService",
    "EksServiceArgs",
    "FargateProfiles",
    "FargateProfilesArgs",
    "Issuer",
    "IssuerArgs",
    "Keda",
    "KedaArgs",
    "KubernetesCluster",
    "KubernetesClusterArgs",
    "LoadBalancerController",
    "LoadBalancerControllerArgs",
    "PodLogs",
    "PodLogsArgs",
    "PodRole",
    "PodRoleArgs",
    "RegionKubernetes",
    "RegionKubernetesArgs",
    "WorkloadNamespace",
    "WorkloadNamespaceArgs",
]
