"""Every addition, put together."""

from dataclasses import dataclass

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.account_regions import AccountRegions
from sandbox.cloud.additions.application_autoscaling import ApplicationAutoScaling
from sandbox.cloud.additions.ebs_encryption import EbsEncryption
from sandbox.cloud.additions.ec2_zones import AccountZones
from sandbox.cloud.additions.ecr_published import PublishedImages
from sandbox.cloud.additions.ecr_replication import EcrReplication
from sandbox.cloud.additions.ecs_capacity import TaskCapacity
from sandbox.cloud.additions.eks_clusters import EksClusters
from sandbox.cloud.additions.eks_fargate import FargateProfiles
from sandbox.cloud.additions.iam_openid import OpenIdProviders
from sandbox.cloud.additions.kubernetes_api import KubernetesApi
from sandbox.cloud.additions.load_balancers import LoadBalancers
from sandbox.cloud.additions.log_deliveries import LogDeliveries
from sandbox.cloud.additions.metric_alarms import MetricAlarms
from sandbox.cloud.additions.rds_endpoints import RdsEndpoints
from sandbox.cloud.additions.rds_promotions import GlobalPromotions
from sandbox.cloud.additions.rds_snapshots import SnapshotCopies
from sandbox.cloud.additions.region_switch import RegionSwitchPlans
from sandbox.cloud.additions.replication_lag import ReplicationLag
from sandbox.cloud.additions.route53_health import HealthChecks
from sandbox.cloud.additions.route53_records import RoutingPolicies
from sandbox.cloud.additions.route53_zones import AcceleratedRecovery
from sandbox.cloud.additions.secret_replicas import SecretReplicas
from sandbox.cloud.additions.service_quotas import ServiceQuotas
from sandbox.cloud.additions.sqs_moves import MessageMoveTasks
from sandbox.cloud.additions.sts import Sessions
from sandbox.cloud.additions.synthetics import Canaries
from sandbox.cloud.additions.waf import WafLogging
from sandbox.cloud.additions.xray import TransactionSearch
from sandbox.cloud.capacity import Capacity
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.dns.observer import Observer
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.faults import Faults
from sandbox.cloud.iam.door import Door
from sandbox.cloud.images import Images
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.kubernetes.entrance import Entrance
from sandbox.cloud.leases import Leases
from sandbox.cloud.request import Scope
from sandbox.cloud.targets import Targets
from sandbox.cloud.zones import Zones

KINDS: tuple[type[Addition], ...] = (
    AccountRegions,
    ApplicationAutoScaling,
    AccountZones,
    EbsEncryption,
    PublishedImages,
    EcrReplication,
    TaskCapacity,
    EksClusters,
    FargateProfiles,
    KubernetesApi,
    LoadBalancers,
    LogDeliveries,
    RegionSwitchPlans,
    MetricAlarms,
    ReplicationLag,
    OpenIdProviders,
    GlobalPromotions,
    SnapshotCopies,
    RdsEndpoints,
    AcceleratedRecovery,
    HealthChecks,
    RoutingPolicies,
    SecretReplicas,
    ServiceQuotas,
    MessageMoveTasks,
    Sessions,
    Canaries,
    WafLogging,
    TransactionSearch,
)


@dataclass(frozen=True)
class Parts:
    """What of the cloud additions are made of."""

    emulator: Emulator
    targets: Targets
    observer: Observer
    clusters: Clusters
    leases: Leases
    capacity: Capacity
    conditions: Conditions
    faults: Faults
    images: Images
    zones: Zones
    iam: Door

    async def settle(self, scope: Scope) -> None:
        """Note what runs in a region."""
        await self.capacity.services(scope)
        for cluster in await self.clusters.settled(scope):
            cluster.settle()


def all_additions(parts: Parts) -> list[Addition]:
    """Make one of each. The first of its service that takes a call answers it."""
    emulator, observer, clusters, conditions = parts.emulator, parts.observer, parts.clusters, parts.conditions
    endpoints, lag = RdsEndpoints(emulator), ReplicationLag(emulator, conditions, parts.faults)
    alarms = MetricAlarms(emulator, lag, conditions)
    return [
        AccountRegions(emulator, conditions),
        ApplicationAutoScaling(emulator),
        AccountZones(emulator, parts.zones),
        EbsEncryption(),
        PublishedImages(parts.images),
        EcrReplication(emulator, parts.images, parts.settle),
        TaskCapacity(emulator, parts.capacity),
        EksClusters(emulator, clusters, parts.zones),
        FargateProfiles(emulator, clusters),
        KubernetesApi(clusters, parts.leases, Entrance(emulator, parts.iam.identities.cluster_key)),
        LoadBalancers(emulator, parts.targets),
        LogDeliveries(emulator),
        RegionSwitchPlans(),
        alarms,
        lag,
        OpenIdProviders(emulator),
        GlobalPromotions(emulator, endpoints, conditions, parts.faults),
        SnapshotCopies(emulator),
        endpoints,
        AcceleratedRecovery(emulator),
        HealthChecks(emulator, observer, alarms),
        RoutingPolicies(emulator, observer),
        SecretReplicas(emulator),
        ServiceQuotas(conditions),
        MessageMoveTasks(emulator),
        Sessions(parts.iam.identities, parts.iam.roles),
        Canaries(emulator),
        WafLogging(emulator, conditions),
        TransactionSearch(emulator),
    ]
