"""What tells people of a region: alarms and their topic, dashboard, canary, access logs."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.observability.access_log_bucket import LogBucket, LogBucketArgs
    from components.observability.alarm import OnCall
    from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
    from components.observability.canary import Canary, CanaryArgs
    from components.observability.canary_bucket import CanaryBucket, CanaryBucketArgs
    from components.observability.dashboard import Dashboard, DashboardArgs
    from components.observability.observability import Observability, ObservabilityArgs
    from components.observability.peer_alarms import PeerAlarms, PeerAlarmsArgs
    from components.observability.readiness_alarms import ReadinessAlarms, ReadinessAlarmsArgs
    from components.observability.replication_alarms import ReplicationAlarms, ReplicationAlarmsArgs
    from components.observability.service_alarms import ServiceAlarms, ServiceAlarmsArgs
    from components.observability.store_alarms import StoreAlarms, StoreAlarmsArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "AlarmTopic",
    "AlarmTopicArgs",
    "Canary",
    "CanaryArgs",
    "CanaryBucket",
    "CanaryBucketArgs",
    "Dashboard",
    "DashboardArgs",
    "LogBucket",
    "LogBucketArgs",
    "Observability",
    "ObservabilityArgs",
    "OnCall",
    "PeerAlarms",
    "PeerAlarmsArgs",
    "ReadinessAlarms",
    "ReadinessAlarmsArgs",
    "ReplicationAlarms",
    "ReplicationAlarmsArgs",
    "ServiceAlarms",
    "ServiceAlarmsArgs",
    "StoreAlarms",
    "StoreAlarmsArgs",
]
