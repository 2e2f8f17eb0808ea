"""Every addition, put together."""

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.application_autoscaling import ApplicationAutoScaling
from sandbox.cloud.additions.ecr_replication import EcrReplication
from sandbox.cloud.additions.load_balancer_zones import LoadBalancerZones
from sandbox.cloud.additions.rds_endpoints import RdsEndpoints
from sandbox.cloud.additions.route53_health import HealthChecks
from sandbox.cloud.additions.route53_records import RoutingPolicies
from sandbox.cloud.additions.route53_zones import AcceleratedRecovery
from sandbox.cloud.additions.secret_replicas import SecretReplicas
from sandbox.cloud.additions.sqs_moves import MessageMoveTasks
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.health import EndpointHealth

KINDS: tuple[type[Addition], ...] = (
    ApplicationAutoScaling,
    EcrReplication,
    LoadBalancerZones,
    RdsEndpoints,
    AcceleratedRecovery,
    HealthChecks,
    RoutingPolicies,
    SecretReplicas,
    MessageMoveTasks,
)


def all_additions(emulator: Emulator, health: EndpointHealth) -> list[Addition]:
    """Make one of each. The first that takes a call answers it."""
    return [
        ApplicationAutoScaling(emulator),
        EcrReplication(),
        LoadBalancerZones(emulator),
        RdsEndpoints(emulator),
        AcceleratedRecovery(emulator),
        HealthChecks(emulator, health),
        RoutingPolicies(emulator),
        SecretReplicas(emulator),
        MessageMoveTasks(emulator),
    ]
