"""CloudWatch: log groups and alarms."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import from_aws, pick, to_aws
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType


class LogGroup(ResourceType):
    """A log group."""

    token = "aws:cloudwatch/logGroup:LogGroup"
    properties = frozenset(
        {"name", "retentionInDays", "kmsKeyId", "skipDestroy", "logGroupClass", "deletionProtectionEnabled"}
    )
    computed = frozenset({"id", "arn"})
    name_property, name_limit = "name", 512

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("logs")
        given = pick(inputs, {"kmsKeyId": "kmsKeyId"})
        client.create_log_group(logGroupName=inputs["name"], tags=dict(call.tags), **given)
        self._retain(call, inputs)
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("logs")
        pages = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=resource_id)
        groups = [group for page in pages for group in page["logGroups"] if group["logGroupName"] == resource_id]
        if not groups:
            return None
        arn = groups[0]["arn"].removesuffix(":*")
        tags = client.list_tags_for_resource(resourceArn=arn).get("tags", {})
        outputs: Outputs = {"id": resource_id, "name": resource_id, "arn": arn}
        if "retentionInDays" in state:
            outputs["retentionInDays"] = groups[0].get("retentionInDays", 0)
        return {**outputs, **({"tagsAll": tags} if tags else {})}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("logs")
        if "retentionInDays" in changed:
            self._retain(call, new)
        if "kmsKeyId" in changed and new.get("kmsKeyId"):
            client.associate_kms_key(logGroupName=resource_id, kmsKeyId=new["kmsKeyId"])
        if "tagsAll" in changed:
            client.tag_resource(resourceArn=old["arn"], tags=dict(call.tags))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("logs")
        found(lambda: client.delete_log_group(logGroupName=resource_id), "ResourceNotFoundException")

    def _retain(self, call: Call, inputs: Inputs) -> None:
        client = call.client("logs")
        if inputs.get("retentionInDays"):
            client.put_retention_policy(logGroupName=inputs["name"], retentionInDays=inputs["retentionInDays"])
        else:
            found(lambda: client.delete_retention_policy(logGroupName=inputs["name"]), "ResourceNotFoundException")


_ALARM = {
    "name": "AlarmName",
    "alarmDescription": "AlarmDescription",
    "actionsEnabled": "ActionsEnabled",
    "okActions": "OKActions",
    "alarmActions": "AlarmActions",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "statistic": "Statistic",
    "period": "Period",
    "unit": "Unit",
    "evaluationPeriods": "EvaluationPeriods",
    "datapointsToAlarm": "DatapointsToAlarm",
    "threshold": "Threshold",
    "comparisonOperator": "ComparisonOperator",
    "treatMissingData": "TreatMissingData",
}


class MetricAlarm(ResourceType):
    """An alarm on a metric, or on an expression over metrics."""

    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    properties = frozenset({"dimensions", "metricQueries", *_ALARM})
    computed = frozenset({"id", "arn"})
    name_property = "name"

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs)
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        client = call.client("cloudwatch")
        alarms = client.describe_alarms(AlarmNames=[resource_id])["MetricAlarms"]
        if not alarms:
            return None
        arn = alarms[0]["AlarmArn"]
        tags = tags_of(client.list_tags_for_resource(ResourceARN=arn).get("Tags"))
        live = {
            key: alarms[0][name]
            for key, name in _ALARM.items()
            if key in state and name in alarms[0] and key != "threshold"
        }
        return {**from_aws(live), "id": resource_id, "arn": arn, **({"tagsAll": tags} if tags else {})}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed - {"tagsAll"}:
            self._put(call, new)
        if "tagsAll" in changed:
            call.client("cloudwatch").tag_resource(ResourceARN=old["arn"], Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        call.client("cloudwatch").delete_alarms(AlarmNames=[resource_id])

    def _put(self, call: Call, inputs: Inputs) -> None:
        given = pick(inputs, _ALARM)
        if inputs.get("dimensions"):
            given["Dimensions"] = _dimensions(inputs["dimensions"])
        if inputs.get("metricQueries"):
            given["Metrics"] = [_query(query) for query in inputs["metricQueries"]]
        tags = {"Tags": call.tag_list()} if call.tags else {}
        call.client("cloudwatch").put_metric_alarm(**given, **tags)


def _dimensions(dimensions: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in sorted(dimensions.items())]


def _query(query: dict[str, Any]) -> dict[str, Any]:
    given = to_aws({key: value for key, value in query.items() if key != "metric"})
    metric = query.get("metric")
    if metric:
        source = pick(metric, {"namespace": "Namespace", "metricName": "MetricName"})
        if metric.get("dimensions"):
            source["Dimensions"] = _dimensions(metric["dimensions"])
        given["MetricStat"] = {"Metric": source, **pick(metric, {"period": "Period", "stat": "Stat", "unit": "Unit"})}
    return dict(given)
