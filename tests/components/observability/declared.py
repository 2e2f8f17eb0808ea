"""Everything of the whole program that reads a metric, as (where, metric), in every strategy and on both runtimes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from sandbox.metrics.alarm import AlarmRule, MetricQuery
from sandbox.recording import Recording
from tests.components.program import run, start
from tests.stack_files import HOME, STACKS

ALARM, COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD, POLICY = "aws:cloudwatch/dashboard:Dashboard", "aws:appautoscaling/policy:Policy"
HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
STRATEGIES, RUNTIMES = ("active-active", "warm-standby", "pilot-light"), ("ecs", "eks")
_WITH_CANARY = f"{HOME} with a canary"
PLACES = (*map(" ".join, product(STACKS, STRATEGIES, RUNTIMES)), _WITH_CANARY)
# What a predefined measure of target tracking stands for.
_PREDEFINED = {
    "ALBRequestCountPerTarget": ("AWS/ApplicationELB", "RequestCountPerTarget", ("LoadBalancer", "TargetGroup"))
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One metric that something reads."""

    where: str
    query: MetricQuery


@cache
def recorded(place: str) -> Recording:
    """What one of `PLACES` declares."""
    if place == _WITH_CANARY:
        return start(HOME, {"observability": {"canary": {"enabled": True}}}, home={})
    stack, strategy, runtime = place.split()
    return run(stack, strategy=strategy, runtime=runtime)


def recordings() -> Iterator[tuple[str, Recording]]:
    """Each with what it is of."""
    yield from ((place, recorded(place)) for place in PLACES)


def alarms(recording: Recording) -> dict[str, Mapping[str, Any]]:
    """What is declared of each metric alarm, by its name in AWS."""
    return {str(each.plain["name"]): each.plain for each in recording.some(ALARM)}


def composites(recording: Recording) -> dict[str, str]:
    """The rule of each composite alarm, by its name in AWS."""
    return {str(each.plain["alarmName"]): str(each.plain["alarmRule"]) for each in recording.some(COMPOSITE)}


def readings(recording: Recording) -> list[Reading]:
    """Of alarms, dashboards, scaling policies and KEDA."""
    return [*_of_alarms(recording), *_of_dashboards(recording), *_of_policies(recording), *_of_keda(recording)]


def _of_alarms(recording: Recording) -> Iterator[Reading]:
    for name, inputs in alarms(recording).items():
        for query in AlarmRule.declared(inputs).queries.values():
            yield Reading(where=f"alarm {name}", query=query)


def _of_dashboards(recording: Recording) -> Iterator[Reading]:
    for each in recording.of(DASHBOARD):
        for widget in json.loads(str(each.plain["dashboardBody"]))["widgets"]:
            title = widget["properties"].get("title", "")
            for line in widget["properties"].get("metrics", ()):
                if isinstance(line[0], str):
                    yield Reading(where=f"panel {title}", query=_line(line))


def _line(line: list[Any]) -> MetricQuery:
    namespace, name, *named, options = line
    return MetricQuery(
        namespace=namespace,
        name=name,
        dimensions=tuple(sorted(zip(named[::2], named[1::2], strict=True))),
        statistic=options["stat"],
        period=options["period"],
    )


def _of_policies(recording: Recording) -> Iterator[Reading]:
    for each in recording.of(POLICY):
        configured = each.plain["targetTrackingScalingPolicyConfiguration"]
        for query in _tracked(configured):
            yield Reading(where=f"policy {each.name}", query=query)


def _tracked(configured: Mapping[str, Any]) -> Iterator[MetricQuery]:
    if predefined := configured.get("predefinedMetricSpecification"):
        namespace, name, dimensions = _PREDEFINED[predefined["predefinedMetricType"]]
        balancer, _, group = str(predefined["resourceLabel"]).rpartition("/targetgroup")
        pairs = tuple(zip(dimensions, (balancer, f"targetgroup{group}"), strict=True))
        yield MetricQuery(namespace=namespace, name=name, dimensions=pairs, statistic="Sum", period=60)
    customized = configured.get("customizedMetricSpecification") or {}
    if "metricName" in customized:
        yield _specified(customized, customized["statistic"])
    for part in customized.get("metrics") or ():
        if stat := part.get("metricStat"):
            yield _specified(stat["metric"], stat["stat"])


def _specified(metric: Mapping[str, Any], statistic: str) -> MetricQuery:
    return MetricQuery(
        namespace=metric["namespace"],
        name=metric["metricName"],
        dimensions=tuple(sorted((each["name"], str(each["value"])) for each in metric["dimensions"])),
        statistic=statistic,
        period=60,
    )


def _of_keda(recording: Recording) -> Iterator[Reading]:
    for each in recording.resources:
        if not each.type.endswith(":ScaledObject"):
            continue
        for trigger in each.plain["spec"]["triggers"]:
            if trigger["type"] == "aws-cloudwatch":
                said = trigger["metadata"]
                names, values = said["dimensionName"].split(";"), str(said["dimensionValue"]).split(";")
                yield Reading(
                    where=f"trigger {trigger['name']} of {each.name}",
                    query=MetricQuery(
                        namespace=said["namespace"],
                        name=said["metricName"],
                        dimensions=tuple(sorted(zip(names, values, strict=True))),
                        statistic=said["metricStat"],
                        period=int(said["metricStatPeriod"]),
                    ),
                )
