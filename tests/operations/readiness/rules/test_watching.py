"""Alarms, logs, canaries and AWS's own plan: one of them moves clients, and tasks need their log groups."""

import json
from typing import Any

import pytest

from operations.live.stack_state import StateResource
from operations.readiness.look import look
from tests.operations.readiness.rules.stage import HERE, TARGET, THERE, Table, changed, resource, said, seen, told

_TOPIC = "arn:aws:sns:us-west-2:111122223333:standby-alarms"
_BODY = {"widgets": [{"type": "text", "width": 24}]}


def _alarm(name: str, **inputs: Any) -> StateResource:  # noqa: ANN401 - JSON
    return resource("aws:cloudwatch/metricAlarm:MetricAlarm", name, actionsEnabled=True, **inputs)


def _group(name: str, within: str) -> StateResource:
    return resource(
        "aws:cloudwatch/logGroup:LogGroup", name, within=within, name=name, retentionInDays=30, kmsKeyId="arn:key"
    )


DECLARED = [
    resource(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "take-over",
        stack="prod-east",
        within="standby:routing:RegionRouting$standby:routing:TakeOver",
        actionsEnabled=True,
        namespace="Standby/Routing",
        metricName="TakeOver",
        dimensions={"From": THERE},
        period=60,
        evaluationPeriods=1,
        statistic="Maximum",
        threshold=1,
        comparisonOperator="GreaterThanOrEqualToThreshold",
        treatMissingData="missing",
    ),
    _alarm(
        "lag",
        alarmActions=[_TOPIC],
        metricQueries=[
            {"id": "worst", "expression": "MAX(lag)", "label": "-", "returnData": True},
            {
                "id": "lag",
                "returnData": False,
                "metric": {
                    "metricName": "Lag",
                    "namespace": "AWS/RDS",
                    "period": 60,
                    "stat": "Maximum",
                    "dimensions": {"Cluster": "standby"},
                },
            },
        ],
    ),
    resource(
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        "impaired",
        alarmActions=[_TOPIC],
        actionsEnabled=True,
        alarmRule='ALARM("lag")',
    ),
    resource("aws:cloudwatch/dashboard:Dashboard", "dashboard", dashboardBody=json.dumps(_BODY)),
    _group("/standby/web", "standby:compute:Compute$standby:compute:EcsService"),
    _group("/standby/flow-logs", "standby:network:FlowLogs"),
    resource(
        "aws:synthetics/canary:Canary",
        "canary",
        startCanary=True,
        executionRoleArn="arn:role",
        schedule={"expression": "rate(5 minutes)"},
        runtimeVersion="syn-python-selenium-14.0",
        handler="probe.handler",
        artifactS3Location="s3://canary/artifacts",
        runConfig={"timeoutInSeconds": 60},
    ),
]
HEALTHY: dict[str, Any] = {
    "describe_alarms": {
        "MetricAlarms": [
            {
                "AlarmName": "take-over",
                "ActionsEnabled": True,
                "Namespace": "Standby/Routing",
                "MetricName": "TakeOver",
                "Dimensions": [{"Name": "From", "Value": THERE}],
                "Period": 60,
                "EvaluationPeriods": 1,
                "Statistic": "Maximum",
                "Threshold": 1.0,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "TreatMissingData": "missing",
            },
            {
                "AlarmName": "lag",
                "ActionsEnabled": True,
                "AlarmActions": [_TOPIC],
                "Metrics": [
                    {
                        "Id": "lag",
                        "ReturnData": False,
                        "MetricStat": {
                            "Metric": {
                                "MetricName": "Lag",
                                "Namespace": "AWS/RDS",
                                "Dimensions": [{"Name": "Cluster", "Value": "standby"}],
                            },
                            "Period": 60,
                            "Stat": "Maximum",
                        },
                    },
                    {"Id": "worst", "Expression": "MAX(lag)", "Label": "-"},
                ],
            },
        ],
        "CompositeAlarms": [
            {
                "AlarmName": "impaired",
                "ActionsEnabled": True,
                "AlarmActions": [_TOPIC],
                "AlarmRule": 'ALARM("lag")',
            }
        ],
    },
    "get_dashboard": {"DashboardBody": json.dumps(_BODY, indent=1)},
    "describe_log_groups": {
        "logGroups": [
            {"logGroupName": name, "retentionInDays": 30, "kmsKeyId": "arn:key"}
            for name in ("/standby/web", "/standby/flow-logs")
        ]
    },
    "get_canary": {
        "Canary": {
            "Status": {"State": "RUNNING"},
            "ExecutionRoleArn": "arn:role",
            "Schedule": {"Expression": "rate(5 minutes)"},
            "RuntimeVersion": "syn-python-selenium-14.0",
            "Code": {"Handler": "probe.handler"},
            "ArtifactS3Location": "s3://canary/artifacts",
            "RunConfig": {"TimeoutInSeconds": 60},
        }
    },
}
_ALARMS, _GROUPS = ("describe_alarms", "MetricAlarms"), ("describe_log_groups", "logGroups")
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "no switch": ((*_ALARMS, 0, ...), "take-over", "is not there", True),
    "other switch": (
        (*_ALARMS, 0, "Dimensions", 0, "Value", HERE),
        "take-over",
        'dimensions is {"From": "us-west-2"}, declared is {"From": "us-east-1"}',
        True,
    ),
    "switch that is never on": (
        (*_ALARMS, 0, "Threshold", 2.0),
        "take-over",
        "threshold is 2, declared is 1",
        True,
    ),
    "no alarm": ((*_ALARMS, 1, ...), "lag", "is not there", False),
    "silent alarm": (
        (*_ALARMS, 1, "ActionsEnabled", False),
        "lag",
        "actionsEnabled is false, declared is true",
        False,
    ),
    "alarm to nobody": (
        (*_ALARMS, 1, "AlarmActions", []),
        "lag",
        f"alarmActions is none, declared is {_TOPIC}",
        False,
    ),
    "no composite": (("describe_alarms", "CompositeAlarms", []), "impaired", "is not there", False),
    "other composite": (
        ("describe_alarms", "CompositeAlarms", 0, "AlarmRule", "FALSE"),
        "impaired",
        'rule is FALSE, declared is ALARM("lag")',
        False,
    ),
    "no dashboard": (("get_dashboard", said("ResourceNotFound")), "dashboard", "is not there", False),
    "other dashboard": (
        ("get_dashboard", "DashboardBody", "{}"),
        "dashboard",
        "is not the declared one",
        False,
    ),
    "no log group of tasks": ((*_GROUPS, 0, ...), "/standby/web", "is not there", True),
    "no other log group": ((*_GROUPS, 1, ...), "/standby/flow-logs", "is not there", False),
    "kept for ever": (
        (*_GROUPS, 0, "retentionInDays", ...),
        "/standby/web",
        "days that it keeps is none, declared is 30",
        False,
    ),
    "other key": ((*_GROUPS, 0, "kmsKeyId", "b"), "/standby/web", "key is b, declared is arn:key", False),
    "no canary": (("get_canary", said("ResourceNotFoundException")), "canary", "is not there", False),
    "stopped canary": (
        ("get_canary", "Canary", "Status", "State", "STOPPED"),
        "canary",
        "state is STOPPED, declared is RUNNING",
        False,
    ),
}


def test_what_watches_as_declared_has_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, name, says, stops = case
    assert told(DECLARED, changed(HEALTHY, *change)) == [(name, says, stops)]


@pytest.mark.parametrize("path", [("Metric", "MetricName"), ("Stat",), ("Metric", "Dimensions", 0, "Value")])
def test_an_alarm_of_other_metrics_is_named(path: tuple[Any, ...]) -> None:
    (found,) = told(DECLARED, changed(HEALTHY, *_ALARMS, 1, "Metrics", 0, "MetricStat", *path, "Other"))
    assert found[0] == "lag"
    assert found[1].startswith("metrics is ")


_STEP = {
    "name": "promote",
    "executionBlockType": "AuroraGlobalDatabase",
    "globalAuroraConfigs": [{"timeoutMinutes": 30, "globalClusterIdentifier": "standby"}],
}
_PLAN = resource(
    "aws:arcregionswitch/plan:Plan",
    "plan",
    region=THERE,
    stack="prod-east",
    name="standby",
    executionRole="arn:role",
    regions=[THERE, HERE],
    workflows=[{"workflowTargetAction": "activate", "workflowTargetRegion": HERE, "steps": [_STEP]}],
    associatedAlarms=[{"mapBlockKey": "errors", "resourceIdentifier": "arn:alarm"}],
)
_PLANNED: dict[str, Any] = {
    "get_plan_in_region": {
        "plan": {
            "name": "standby",
            "executionRole": "arn:role",
            "regions": [THERE, HERE],
            "associatedAlarms": {"errors": {"resourceIdentifier": "arn:alarm"}},
            "workflows": [
                {
                    "workflowTargetAction": "activate",
                    "workflowTargetRegion": HERE,
                    "steps": [
                        {
                            "name": "promote",
                            "executionBlockType": "AuroraGlobalDatabase",
                            "executionBlockConfiguration": {
                                "globalAuroraConfig": {
                                    "timeoutMinutes": 30,
                                    "globalClusterIdentifier": "standby",
                                    "behavior": "switchoverOnly",
                                }
                            },
                        }
                    ],
                }
            ],
        }
    }
}
_OF_THE_PLAN = ("get_plan_in_region", "plan")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("get_plan_in_region", said("ResourceNotFoundException")), "is not there"),
        ((*_OF_THE_PLAN, "executionRole", "arn:other"), "executionRole is arn:other, declared is arn:role"),
        ((*_OF_THE_PLAN, "associatedAlarms", {}), "alarms is none, declared is arn:alarm"),
        (
            (*_OF_THE_PLAN, "workflows", 0, "steps", 0, "name", "other"),
            "what its workflows lack is promote, declared is none",
        ),
    ],
    ids=["gone", "other role", "no alarm", "other step"],
)
def test_the_plan_that_aws_runs_is_asked_for_here_and_stops_nothing(change: tuple[Any, ...], says: str) -> None:
    assert told([_PLAN], _PLANNED) == []
    table = Table(changed(_PLANNED, *change), [])
    found = look(TARGET, [_PLAN], table)
    assert [(each.seen, each.stops) for each in found.problems] == [(says, False)]
    assert table.asked == [("arc-region-switch", HERE, "get_plan_in_region")]


_DELIVERED = [
    resource(
        "aws:cloudwatch/logDelivery:LogDelivery",
        "delivery",
        region=THERE,
        stack="prod-east",
        deliverySourceName="edge",
        deliveryDestinationArn="arn:destination",
    ),
    resource(
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        "source",
        region=THERE,
        stack="prod-east",
        resourceArn="arn:distribution",
        logType="ACCESS_LOGS",
    ),
    resource(
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        "destination",
        region=THERE,
        stack="prod-east",
        outputFormat="json",
        deliveryDestinationConfiguration={"destinationResourceArn": "arn:bucket"},
    ),
]
_DELIVERS: dict[str, Any] = {
    "describe_deliveries": {
        "deliveries": [{"id": "delivery", "deliverySourceName": "edge", "deliveryDestinationArn": "arn:destination"}]
    },
    "describe_delivery_sources": {
        "deliverySources": [{"name": "source", "resourceArns": ["arn:distribution"], "logType": "ACCESS_LOGS"}]
    },
    "describe_delivery_destinations": {
        "deliveryDestinations": [
            {
                "name": "destination",
                "outputFormat": "json",
                "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:bucket"},
            }
        ]
    },
}


@pytest.mark.parametrize(
    ("change", "name", "says"),
    [
        (("describe_deliveries", "deliveries", []), "delivery", "is not there"),
        (("describe_delivery_sources", "deliverySources", []), "source", "is not there"),
        (("describe_delivery_destinations", "deliveryDestinations", []), "destination", "is not there"),
        (
            ("describe_deliveries", "deliveries", 0, "deliverySourceName", "other"),
            "delivery",
            "source is other, declared is edge",
        ),
        (
            ("describe_delivery_sources", "deliverySources", 0, "resourceArns", []),
            "source",
            "resource is none, declared is arn:distribution",
        ),
        (
            ("describe_delivery_destinations", "deliveryDestinations", 0, "outputFormat", "w3c"),
            "destination",
            "format is w3c, declared is json",
        ),
    ],
)
def test_logs_of_the_edge_that_are_not_delivered_stop_nothing(change: tuple[Any, ...], name: str, says: str) -> None:
    assert told(_DELIVERED, _DELIVERS) == []
    assert told(_DELIVERED, changed(_DELIVERS, *change)) == [(name, says, False)]


def test_who_may_not_look_at_the_switch_does_not_know_whether_it_is_there() -> None:
    found = seen(DECLARED[:1], {"describe_alarms": said("AccessDenied")})
    assert [(each.resource.name, each.stops) for each in found.unseen] == [("take-over", True)]
