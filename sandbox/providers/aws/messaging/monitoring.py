"""CloudWatch: log groups, alarms and dashboards."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, same_names, unpick
from sandbox.providers.aws.messaging.alarm_limits import alarm_problems
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import CLOUDWATCH, LOGS

_GONE = "ResourceNotFoundException"


class LogGroup(ResourceType):
    """A log group."""

    token = "aws:cloudwatch/logGroup:LogGroup"
    properties = frozenset({"name", "retentionInDays", "kmsKeyId", "skipDestroy", "logGroupClass"})
    computed = frozenset({"arn"})
    filled_in = frozenset({"logGroupClass"})
    name_property, name_limit = "name", 512
    tagging = LOGS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("logs").create_log_group(
            logGroupName=inputs["name"], tags=dict(call.tags), **pick(inputs, same_names("kmsKeyId", "logGroupClass"))
        )
        return str(inputs["name"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        if inputs.get("retentionInDays"):
            self._retain(call, resource_id, inputs)

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        pages = call.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=resource_id)
        groups = [group for page in pages for group in page["logGroups"] if group["logGroupName"] == resource_id]
        if not groups:
            return None
        return {
            "arn": groups[0]["arn"].removesuffix(":*"),
            "name": resource_id,
            "retentionInDays": groups[0].get("retentionInDays", 0),
            "kmsKeyId": groups[0].get("kmsKeyId"),
            **unpick(groups[0], same_names("logGroupClass")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("logs")
        if "retentionInDays" in changed:
            self._retain(call, resource_id, new)
        if "kmsKeyId" in changed and (old.get("kmsKeyId") or "") != (new.get("kmsKeyId") or ""):
            if new.get("kmsKeyId"):
                client.associate_kms_key(logGroupName=resource_id, kmsKeyId=new["kmsKeyId"])
            else:
                client.disassociate_kms_key(logGroupName=resource_id)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("logs")
        if not state.get("skipDestroy"):
            found(lambda: client.delete_log_group(logGroupName=resource_id), _GONE)

    def _retain(self, call: Call, name: str, inputs: Inputs) -> None:
        client = call.client("logs")
        if inputs.get("retentionInDays"):
            client.put_retention_policy(logGroupName=name, retentionInDays=inputs["retentionInDays"])
        else:
            found(lambda: client.delete_retention_policy(logGroupName=name), _GONE)


_ALARM = {
    "name": "AlarmName",
    "okActions": "OKActions",
    **pascal_names(
        "actionsEnabled",
        "alarmActions",
        "alarmDescription",
        "comparisonOperator",
        "datapointsToAlarm",
        "evaluationPeriods",
        "extendedStatistic",
        "insufficientDataActions",
        "metricName",
        "namespace",
        "period",
        "statistic",
        "threshold",
        "treatMissingData",
        "unit",
    ),
}
_QUERY = pascal_names("id", "expression", "label", "returnData", "period")
_SOURCE = pascal_names("namespace", "metricName")
_STATISTIC = pascal_names("period", "stat", "unit")


class MetricAlarm(ResourceType):
    """An alarm on a metric, or on an expression over metrics."""

    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    properties = frozenset({"dimensions.*", *_ALARM}).union(
        below("metricQueries[]", *_QUERY),
        below("metricQueries[].metric", *_SOURCE, *_STATISTIC, "dimensions.*"),
    )
    computed = frozenset({"arn"})
    name_property = "name"
    sets = frozenset({"alarmActions", "insufficientDataActions", "metricQueries", "okActions"})
    tagging = CLOUDWATCH

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs, given(Tags=call.tag_list()))
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """Expressions are taken as they were declared."""
        alarms = call.client("cloudwatch").describe_alarms(AlarmNames=[resource_id])["MetricAlarms"]
        if not alarms:
            return None
        said = {"arn": alarms[0]["AlarmArn"], **unpick(alarms[0], _ALARM)}
        if state.get("metricQueries"):
            return {key: value for key, value in said.items() if key not in {"period", "statistic"}}
        dimensions = {entry["Name"]: entry["Value"] for entry in alarms[0].get("Dimensions", [])}
        return {**said, "dimensions": dimensions or None}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            self._put(call, new, {})

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        call.client("cloudwatch").delete_alarms(AlarmNames=[resource_id])

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        if inputs.get("metricName") and bool(inputs.get("statistic")) is bool(inputs.get("extendedStatistic")):
            return [("statistic", "a metric needs one, or extendedStatistic, and not both")]
        if not inputs.get("metricName") and not inputs.get("metricQueries"):
            return [("metricName", "an alarm needs a metric, or metricQueries")]
        return list(alarm_problems(inputs))

    def _put(self, call: Call, inputs: Inputs, more: dict[str, Any]) -> None:
        call.client("cloudwatch").put_metric_alarm(
            **pick(inputs, _ALARM),
            **given(
                Dimensions=_dimensions(inputs.get("dimensions")),
                Metrics=[_query(query) for query in inputs.get("metricQueries") or []],
            ),
            **more,
        )


def _dimensions(dimensions: dict[str, str] | None) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in sorted((dimensions or {}).items())]


def _query(query: dict[str, Any]) -> dict[str, Any]:
    metric = query.get("metric")
    if not metric:
        return pick(query, _QUERY)
    source = {**pick(metric, _SOURCE), **given(Dimensions=_dimensions(metric.get("dimensions")))}
    return {**pick(query, _QUERY), "MetricStat": {"Metric": source, **pick(metric, _STATISTIC)}}


_COMPOSITE = {
    "okActions": "OKActions",
    **pascal_names(
        "actionsEnabled", "alarmActions", "alarmDescription", "alarmName", "alarmRule", "insufficientDataActions"
    ),
}


class CompositeAlarm(ResourceType):
    """An alarm on the states of others, which have to be there."""

    token = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
    properties = frozenset(_COMPOSITE)
    computed = frozenset({"arn"})
    sets = frozenset({"alarmActions", "insufficientDataActions", "okActions"})
    tagging = CLOUDWATCH

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("cloudwatch").put_composite_alarm(**pick(inputs, _COMPOSITE), **given(Tags=call.tag_list()))
        return str(inputs["alarmName"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        said = call.client("cloudwatch").describe_alarms(AlarmNames=[resource_id], AlarmTypes=["CompositeAlarm"])
        for alarm in said["CompositeAlarms"]:
            return {"arn": alarm["AlarmArn"], **unpick(alarm, _COMPOSITE)}
        return None

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            call.client("cloudwatch").put_composite_alarm(**pick(new, _COMPOSITE))

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        call.client("cloudwatch").delete_alarms(AlarmNames=[resource_id])


class Dashboard(ResourceType):
    """A dashboard. It takes no tags."""

    token = "aws:cloudwatch/dashboard:Dashboard"
    properties = frozenset({"dashboardName", "dashboardBody"})
    computed = frozenset({"dashboardArn"})
    documents = frozenset({"dashboardBody"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs)
        return str(inputs["dashboardName"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("cloudwatch")
        said = found(lambda: client.get_dashboard(DashboardName=resource_id), "ResourceNotFound")
        if said is None:
            return None
        return {
            "dashboardArn": said["DashboardArn"],
            "dashboardName": resource_id,
            "dashboardBody": said["DashboardBody"],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._put(call, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("cloudwatch")
        found(lambda: client.delete_dashboards(DashboardNames=[resource_id]), "DashboardNotFoundError")

    def _put(self, call: Call, inputs: Inputs) -> None:
        call.client("cloudwatch").put_dashboard(
            DashboardName=inputs["dashboardName"], DashboardBody=inputs["dashboardBody"]
        )
