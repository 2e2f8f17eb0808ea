"""Every addition, put together."""

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.application_autoscaling import ApplicationAutoScaling
from sandbox.cloud.additions.ecr_replication import EcrReplication
from sandbox.cloud.additions.eks_fargate import FargateProfiles
from sandbox.cloud.additions.load_balancers import LoadBalancers
from sandbox.cloud.additions.rds_endpoints import RdsEndpoints
from sandbox.cloud.additions.route53_health import HealthChecks
from sandbox.cloud.additions.route53_records import RoutingPolicies
from sandbox.cloud.additions.route53_zones import AcceleratedRecovery
from sandbox.cloud.additions.secret_replicas import SecretReplicas
from sandbox.cloud.additions.sqs_moves import MessageMoveTasks
from sandbox.cloud.additions.synthetics import Canaries
from sandbox.cloud.dns.observer import Observer
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.targets import Targets

KINDS: tuple[type[Addition], ...] = (
    ApplicationAutoScaling,
    EcrReplication,
    FargateProfiles,
    LoadBalancers,
    RdsEndpoints,
    AcceleratedRecovery,
    HealthChecks,
    RoutingPolicies,
    SecretReplicas,
    MessageMoveTasks,
    Canaries,
)


def all_additions(emulator: Emulator, targets: Targets, observer: Observer) -> list[Addition]:
    """Make one of each. The first of its service that takes a call answers it."""
    return [
        ApplicationAutoScaling(emulator),
        EcrReplication(emulator),
        FargateProfiles(emulator),
        LoadBalancers(emulator, targets),
        RdsEndpoints(emulator),
        AcceleratedRecovery(emulator),
        HealthChecks(emulator, observer),
        RoutingPolicies(emulator, observer),
        SecretReplicas(emulator),
        MessageMoveTasks(emulator),
        Canaries(emulator),
    ]
