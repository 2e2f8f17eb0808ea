"""Alarms, logs and what shows them. Nothing of it serves, but for what moves traffic and what tasks write into."""

from operations.live.stack_state import StateResource
from sandbox.cloud.additions.synthetics import Canaries
from tests.sandbox.readiness.change import LIVES, STOPS, Around, Failover, Table, where
from tests.sandbox.readiness.hands import Hand, Inside, Record, changed, gone, set_to, without

_MOVES_TRAFFIC = where(("take-over",), STOPS, LIVES)
_SERVES = where(("web-logs", "worker-logs", "applications"), STOPS, LIVES)
_UNHEARD = "nobody is told; what it watches goes on"


def _acts(resource: StateResource, _: Around) -> Failover | None:
    return LIVES if resource.inputs.get("alarmActions") else None


def _raised(record: Record, _: StateResource) -> None:
    record["Threshold"] = 1e9


def _canary(**values: object) -> Hand:
    def hand(inside: Inside, resource: StateResource) -> None:
        kept = inside.addition(Canaries)._canaries
        (canaries,) = [each for scope, each in kept.items() if scope.region == resource.region]
        name = resource.inputs["name"]
        if values:
            canaries[name] = canaries[name] | values
        else:
            del canaries[name]

    return hand


TABLES = (
    Table("aws:cloudwatch/metricAlarm:MetricAlarm")
    .either("removed", gone("cloudwatch", "_alarms"), _MOVES_TRAFFIC, _UNHEARD)
    .either("raised", changed("cloudwatch", "_alarms", _raised), _MOVES_TRAFFIC, _UNHEARD)
    .either("muted", set_to("cloudwatch", "_alarms", ActionsEnabled=False), _acts, _UNHEARD)
    .either("tells nobody", without("cloudwatch", "_alarms", "AlarmActions"), _acts, _UNHEARD),
    Table("aws:cloudwatch/compositeAlarm:CompositeAlarm")
    .lives("removed", gone("cloudwatch", "_composite_alarms"), _UNHEARD)
    .lives("muted", set_to("cloudwatch", "_composite_alarms", ActionsEnabled=False), _UNHEARD)
    .lives("another rule", set_to("cloudwatch", "_composite_alarms", AlarmRule="FALSE"), _UNHEARD),
    Table("aws:cloudwatch/dashboard:Dashboard").lives("removed", gone("cloudwatch", "_dashboards"), "it only shows"),
    Table("aws:cloudwatch/logGroup:LogGroup")
    .either("removed", gone("cloudwatch_logs", "_log_groups"), _SERVES, "tasks do not start where they cannot log")
    .lives("kept for a day", set_to("cloudwatch_logs", "_log_groups", retentionInDays=1), "it records less"),
    Table("aws:cloudwatch/logDelivery:LogDelivery").lives(
        "removed", gone("cloudwatch_logs", "_deliveries"), "it records what the edge answers"
    ),
    Table("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").lives(
        "removed", gone("cloudwatch_logs", "_delivery_destinations"), "it records what the edge answers"
    ),
    Table("aws:cloudwatch/logDeliverySource:LogDeliverySource").lives(
        "removed", gone("cloudwatch_logs", "_delivery_sources"), "it records what the edge answers"
    ),
    Table("aws:synthetics/canary:Canary")
    .lives("removed", _canary(), "it only looks")
    .lives("stopped", _canary(Status={"State": "STOPPED"}), "it only looks"),
)
