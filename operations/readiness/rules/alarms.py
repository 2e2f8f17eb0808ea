"""CloudWatch: the switch by which a failover moves clients, the alarms that tell people, and what they look at."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, needed, spared

READS = ("cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard")
_SWITCH = "standby:routing:TakeOver"
_NO_SWITCH = "the step that moves clients writes this alarm's metric, and Route 53 would see nothing of it"
_SILENT = "a failover does not wait for it; nobody is told of what it watches"
_UNSEEN = "a failover needs no picture; people look at metrics one by one"
# Input of an alarm -> what AWS calls it.
_ALARM = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
}
_COMPOSITE = ("actionsEnabled", "alarmActions", "insufficientDataActions", "okActions")


def _metric_alarms(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = _named(ask.all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmTypes=["MetricAlarm"]))
    for each in declared:
        verdict, means = (needed, _NO_SWITCH) if _SWITCH in each.urn else (spared, _SILENT)
        alarm = found.get(each.id)
        if alarm is None:
            yield verdict(each, "is not there", means)
            continue
        dimensions = {one["Name"]: one["Value"] for one in alarm.get("Dimensions", ())}
        queries = each.inputs.get("metricQueries")
        if seen := unlike(
            *(Facet(key, alarm.get(name), each.inputs.get(key)) for key, name in _ALARM.items()),
            Facet("dimensions", dimensions, each.inputs.get("dimensions")),
            Facet("metrics", list(map(_found_query, alarm.get("Metrics", ()))), queries and list(map(_query, queries))),
        ):
            yield verdict(each, seen, means)


def _query(query: Mapping[str, Any]) -> dict[str, Any]:
    metric = query.get("metric") or {}
    return {
        "id": query["id"],
        "expression": query.get("expression"),
        "name": metric.get("metricName"),
        "namespace": metric.get("namespace"),
        "dimensions": metric.get("dimensions"),
        "period": metric.get("period") or query.get("period"),
        "statistic": metric.get("stat"),
        "returned": query.get("returnData") or False,
    }


def _found_query(query: Mapping[str, Any]) -> dict[str, Any]:
    asked = query.get("MetricStat", {})
    metric = asked.get("Metric", {})
    return {
        "id": query["Id"],
        "expression": query.get("Expression"),
        "name": metric.get("MetricName"),
        "namespace": metric.get("Namespace"),
        "dimensions": {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())},
        "period": asked.get("Period") or query.get("Period"),
        "statistic": asked.get("Stat"),
        # What is not said is returned.
        "returned": query.get("ReturnData", True),
    }


def _composite_alarms(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = _named(ask.all("cloudwatch", "describe_alarms", "CompositeAlarms", AlarmTypes=["CompositeAlarm"]))
    for each in declared:
        alarm = found.get(each.id)
        if alarm is None:
            yield spared(each, "is not there", _SILENT)
        elif seen := unlike(
            *(Facet(key, alarm.get(_ALARM[key]), each.inputs.get(key)) for key in _COMPOSITE),
            Facet("rule", alarm["AlarmRule"], each.inputs["alarmRule"]),
        ):
            yield spared(each, seen, _SILENT)


def _named(alarms: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {each["AlarmName"]: each for each in alarms}


def _dashboards(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(ask.one, "cloudwatch", "get_dashboard", DashboardName=each.id)
        answer = unless_gone(asked, "ResourceNotFound", "DashboardNotFoundError")
        if answer is None:
            yield spared(each, "is not there", _UNSEEN)
        elif json.loads(answer["DashboardBody"]) != json.loads(each.inputs["dashboardBody"]):
            yield spared(each, "is not the declared one", _UNSEEN)


RULES = (
    Rule(type="aws:cloudwatch/compositeAlarm:CompositeAlarm", look=_composite_alarms),
    Rule(type="aws:cloudwatch/dashboard:Dashboard", look=_dashboards),
    Rule(type="aws:cloudwatch/metricAlarm:MetricAlarm", look=_metric_alarms),
)
