"""Rule pr-alarms-act."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import get, is_on, known, length
from framework.rule import Severity, StackRule, WhenUnknown

_ALARM, _CHECK = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:route53/healthCheck:HealthCheck"


def check(alarm: Node, stack: Stack, _: Settings) -> Iterator[str]:
    """An alarm acts by its actions, or by the health check that follows it; a check also answers for silence."""
    checks = stack.referring(alarm, "cloudwatchAlarmName", _CHECK)
    told = not known(alarm.props, "alarmActions") or length(alarm.props, "alarmActions") > 0
    if not checks and (not told or not is_on(alarm.props, "actionsEnabled", default=True)):
        yield "tells nobody (alarmActions)"
    silent = get(alarm.props, "treatMissingData", "missing") != "breaching"
    for each in checks:
        if silent and get(each.props, "insufficientDataHealthStatus", "Healthy") == "Healthy":
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
    check=check,
)
