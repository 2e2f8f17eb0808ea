"""Every addition, put together."""

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.application_autoscaling import ApplicationAutoScaling
from sandbox.cloud.additions.ecr_replication import EcrReplication
from sandbox.cloud.additions.eks_clusters import EksClusters
from sandbox.cloud.additions.eks_fargate import FargateProfiles
from sandbox.cloud.additions.iam_openid import OpenIdProviders
from sandbox.cloud.additions.kubernetes_api import KubernetesApi
from sandbox.cloud.additions.load_balancers import LoadBalancers
from sandbox.cloud.additions.rds_endpoints import RdsEndpoints
from sandbox.cloud.additions.route53_health import HealthChecks
from sandbox.cloud.additions.route53_records import RoutingPolicies
from sandbox.cloud.additions.route53_zones import AcceleratedRecovery
from sandbox.cloud.additions.secret_replicas import SecretReplicas
from sandbox.cloud.additions.sqs_moves import MessageMoveTasks
from sandbox.cloud.additions.synthetics import Canaries
from sandbox.cloud.additions.waf import WafLogging
from sandbox.cloud.dns.observer import Observer
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.leases import Leases
from sandbox.cloud.targets import Targets

KINDS: tuple[type[Addition], ...] = (
    ApplicationAutoScaling,
    EcrReplication,
    EksClusters,
    FargateProfiles,
    KubernetesApi,
    LoadBalancers,
    OpenIdProviders,
    RdsEndpoints,
    AcceleratedRecovery,
    HealthChecks,
    RoutingPolicies,
    SecretReplicas,
    MessageMoveTasks,
    Canaries,
    WafLogging,
)


def all_additions(
    emulator: Emulator, targets: Targets, observer: Observer, clusters: Clusters, leases: Leases
) -> list[Addition]:
    """Make one of each. The first of its service that takes a call answers it."""
    return [
        ApplicationAutoScaling(emulator),
        EcrReplication(emulator),
        EksClusters(emulator, clusters),
        FargateProfiles(emulator, clusters),
        KubernetesApi(clusters, leases),
        LoadBalancers(emulator, targets),
        OpenIdProviders(emulator),
        RdsEndpoints(emulator),
        AcceleratedRecovery(emulator),
        HealthChecks(emulator, observer),
        RoutingPolicies(emulator, observer),
        SecretReplicas(emulator),
        MessageMoveTasks(emulator),
        Canaries(emulator),
        WafLogging(emulator),
    ]
