"""What a stack is told: typed, frozen, checked offline. Only `settings.load` knows Pulumi."""

from settings.cache import CacheEngine, CacheSettings
from settings.database import DatabaseSettings
from settings.edge import EdgeSettings, RuleMode, WafSettings
from settings.kubernetes import EndpointAccess, KubernetesSettings, UpgradePolicy
from settings.messaging import MessagingSettings
from settings.network import NetworkSettings
from settings.objectives import Objectives
from settings.protection import Protection
from settings.routing import RoutingSettings
from settings.stack import PeerSettings, StackSettings
from settings.strategy import Capacity, CapacityProfile, NatLayout, RegionRole, RoutingMode, Strategy, StrategyTargets
from settings.support import SupportSettings
from settings.tables import Consistency, TablesSettings
from settings.workload import BacklogScaling, RequestScaling, Runtime, TaskBounds, WorkloadSettings

__all__ = [
    "BacklogScaling",
    "CacheEngine",
    "CacheSettings",
    "Capacity",
    "CapacityProfile",
    "Consistency",
    "DatabaseSettings",
    "EdgeSettings",
    "EndpointAccess",
    "KubernetesSettings",
    "MessagingSettings",
    "NatLayout",
    "NetworkSettings",
    "Objectives",
    "PeerSettings",
    "Protection",
    "RegionRole",
    "RequestScaling",
    "RoutingMode",
    "RoutingSettings",
    "RuleMode",
    "Runtime",
    "StackSettings",
    "Strategy",
    "StrategyTargets",
    "SupportSettings",
    "TablesSettings",
    "TaskBounds",
    "UpgradePolicy",
    "WafSettings",
    "WorkloadSettings",
]
