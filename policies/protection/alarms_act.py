"""Rule pr-alarms-act."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack, settled_list
from framework.reading import is_on, text
from framework.rule import Severity, StackRule, WhenUnknown

_ALARM, _CHECK = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:route53/healthCheck:HealthCheck"


def check(alarm: Node, stack: Stack, _: Settings) -> Iterator[str]:
    """An alarm acts by its actions, or by the health check that follows it; a check also answers for silence."""
    checks = stack.perhaps_referring(alarm, "cloudwatchAlarmName", _CHECK)
    if not checks and not (is_on(alarm.props, "actionsEnabled", default=True) and settled_list(alarm, "alarmActions")):
        yield "tells nobody (alarmActions)"
    for each in checks:
        believed = text(each.props, "insufficientDataHealthStatus", "Healthy") == "Healthy"
        if believed and text(alarm.props, "treatMissingData", "missing") != "breaching":
            yield f"decides by {each.name} where traffic goes, and silence counts as well (treatMissingData)"


RULE = StackRule(
    id="pr-alarms-act",
    title="An alarm tells somebody, and one that moves traffic does not take silence for health.",
    breaks="Nobody comes, and a region that no longer reports anything keeps its traffic.",
    instead="name a topic in alarmActions; behind a health check set treatMissingData to breaching, or "
    "insufficientDataHealthStatus to Unhealthy or LastKnownStatus.",
    severity=Severity.MEDIUM,
    references=("REL06-BP01", "AWS Config cloudwatch-alarm-action-check"),
    mandatory=False,
    reads={
        _ALARM: ("alarmActions", "actionsEnabled", "treatMissingData"),
        _CHECK: ("cloudwatchAlarmName", "insufficientDataHealthStatus"),
    },
    subjects=(_ALARM,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    left_out={_ALARM: {"actionsEnabled": "on by default (CloudWatch API, PutMetricAlarm)."}},
    otherwise={_ALARM: {"alarmActions": "a topic of another stack is told as well."}},
    check=check,
)
