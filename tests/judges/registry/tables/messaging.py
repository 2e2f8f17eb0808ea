"""Queues, topics, events, logs and what watches them."""

from collections.abc import Mapping

from tests.judges.registry.translation import DELETING, Properties, Translation, document, pairs

_QUEUE = {"queueUrl": "QueueName"}


def _queue_name(url: str) -> str:
    return url.rpartition("/")[2]


def _blocks(given: Properties) -> Properties:
    """A step of a plan: the blocks are of one kind each, and a list of one where AWS has an object."""
    said = {key: value for key, value in given.items() if not key.endswith("Configs")}
    block: Properties = {}
    for key, value in given.items():
        if key.endswith("Configs"):
            (inner,) = value
            block[key.removesuffix("s")] = {
                **{name: each for name, each in inner.items() if name not in {"steps", "ungracefuls"}},
                **({"steps": [_blocks(step) for step in inner["steps"]]} if "steps" in inner else {}),
                **({"ungraceful": inner["ungracefuls"][0]} if "ungracefuls" in inner else {}),
            }
    return {**said, "executionBlockConfiguration": block}


def _plan(given: Properties, region: str) -> Properties:
    del region
    workflows = [{**each, "steps": [_blocks(step) for step in each["steps"]]} for each in given["workflows"]]
    alarms = {
        each["mapBlockKey"]: {key: value for key, value in each.items() if key != "mapBlockKey"}
        for each in given.get("associatedAlarms") or ()
    }
    return {**given, "workflows": workflows, "associatedAlarms": alarms}


def _canary(given: Properties, region: str) -> Properties:
    del region
    code = ("handler", "s3Bucket", "s3Key", "s3Version")
    rest = {key: value for key, value in given.items() if key not in code}
    return {**rest, "code": {key: given[key] for key in code if key in given}}


def _target(given: Properties, region: str) -> Properties:
    del region
    of_rule = ("eventBusName", "rule", "region")
    target = {key: value for key, value in given.items() if key not in of_rule}
    return {**{key: given[key] for key in of_rule if key in given}, "targets": [target]}


TABLE: Mapping[str, Translation] = {
    "aws:arcregionswitch/plan:Plan": Translation(to="AWS::ARCRegionSwitch::Plan", reshape=_plan),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Translation(to="AWS::CloudWatch::CompositeAlarm"),
    "aws:cloudwatch/dashboard:Dashboard": Translation(to="AWS::CloudWatch::Dashboard", tags=""),
    "aws:cloudwatch/eventArchive:EventArchive": Translation(
        to="AWS::Events::Archive",
        names={"eventSourceArn": "SourceArn", "name": "ArchiveName"},
        tags="",
    ),
    "aws:cloudwatch/eventBus:EventBus": Translation(to="AWS::Events::EventBus"),
    "aws:cloudwatch/eventRule:EventRule": Translation(to="AWS::Events::Rule", forms={"eventPattern": document}),
    "aws:cloudwatch/eventTarget:EventTarget": Translation(
        to="AWS::Events::Rule",
        reshape=_target,
        names={"rule": "Name", "targets.targetId": "Id"},
        beside={"EventPattern": {"source": ["standby"]}},
        tags="",
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": Translation(to="AWS::Logs::Delivery"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Translation(
        to="AWS::Logs::DeliveryDestination", names={"deliveryDestinationConfiguration": ""}
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Translation(to="AWS::Logs::DeliverySource"),
    "aws:cloudwatch/logGroup:LogGroup": Translation(
        to="AWS::Logs::LogGroup", names={"name": "LogGroupName"}, own={"skipDestroy": DELETING}
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Translation(
        to="AWS::CloudWatch::Alarm",
        names={
            "metricQueries": "Metrics",
            "metricQueries.metric": "MetricStat",
            "name": "AlarmName",
        },
        forms={
            "dimensions": pairs("Name"),
            "metricQueries.metric": lambda given: {
                "metric": {
                    key: pairs("Name")(value) if key == "dimensions" else value
                    for key, value in given.items()
                    if key in {"dimensions", "metricName", "namespace"}
                },
                **{key: value for key, value in given.items() if key in {"period", "stat", "unit"}},
            },
        },
    ),
    "aws:sns/topic:Topic": Translation(to="AWS::SNS::Topic", names={"name": "TopicName"}),
    "aws:sns/topicPolicy:TopicPolicy": Translation(
        to="AWS::SNS::TopicInlinePolicy",
        names={"arn": "TopicArn", "policy": "PolicyDocument"},
        forms={"policy": document},
        tags="",
    ),
    "aws:sns/topicSubscription:TopicSubscription": Translation(
        to="AWS::SNS::Subscription",
        names={"topic": "TopicArn"},
        forms={"redrivePolicy": document},
        tags="",
    ),
    "aws:sqs/queue:Queue": Translation(
        to="AWS::SQS::Queue",
        names={
            "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
            "maxMessageSize": "MaximumMessageSize",
            "messageRetentionSeconds": "MessageRetentionPeriod",
            "name": "QueueName",
            "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
            "visibilityTimeoutSeconds": "VisibilityTimeout",
        },
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Translation(
        to="AWS::SQS::QueueInlinePolicy",
        names={"policy": "PolicyDocument", "queueUrl": "Queue"},
        forms={"policy": document},
        tags="",
    ),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": Translation(
        to="AWS::SQS::Queue", names=_QUEUE, forms={"queueUrl": _queue_name, "redriveAllowPolicy": document}
    ),
    "aws:sqs/redrivePolicy:RedrivePolicy": Translation(
        to="AWS::SQS::Queue", names=_QUEUE, forms={"queueUrl": _queue_name, "redrivePolicy": document}
    ),
    "aws:synthetics/canary:Canary": Translation(
        to="AWS::Synthetics::Canary",
        reshape=_canary,
        names={
            "code.s3Version": "S3ObjectVersion",
            "deleteLambda": "DeleteLambdaResourcesOnCanaryDeletion",
            "startCanary": "StartCanaryAfterCreation",
        },
    ),
}
