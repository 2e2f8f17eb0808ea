"""SQS, SNS and EventBridge: whether an order that is placed in the region that takes over gets on."""

import json
from typing import Any

import pytest

from operations.live.stack_state import StateResource
from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    WEST,
    Case,
    Refused,
    case,
    declared,
    one_problem,
    problems,
)

_ORDERS, _DEAD = "https://sqs/orders", "https://sqs/orders-dead"
_TOPIC = f"arn:aws:sns:{WEST}:{ACCOUNT}:standby-order-events"
_ALARMS = f"arn:aws:sns:{WEST}:{ACCOUNT}:standby-alarms"
_QUEUE_ARN = f"arn:aws:sqs:{WEST}:{ACCOUNT}:standby-orders"
_SUBSCRIPTION = f"{_TOPIC}:1"
_BUS = f"arn:aws:events:{WEST}:{ACCOUNT}:event-bus/standby"
_LETTERS = "standby:messaging:DeadLetters"
_ATTRIBUTES, _TOPICS = "sqs.get_queue_attributes", "sns.get_topic_attributes"


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


_SENDS = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Principal": {"Service": "sns.amazonaws.com"}}
_PUBLISHES = {"Effect": "Allow", "Action": ["sns:Publish"], "Principal": {"Service": "events.amazonaws.com"}}
_SEALED = {"Effect": "Deny", "Action": ["sqs:DeleteMessage"], "Principal": {"AWS": "*"}}
_NOBODY = {"Effect": "Deny", "Action": ["sqs:SendMessage"], "Principal": {"AWS": "*"}}
_REDRIVE = {"deadLetterTargetArn": f"{_QUEUE_ARN}-dead", "maxReceiveCount": 5}
_ALLOWED = {"redrivePermission": "byQueue", "sourceQueueArns": [_QUEUE_ARN]}
_PATTERN = {"source": ["standby.shop"], "detail-type": ["OrderPlaced"]}


def _queue(name: str, url: str, within: str = "") -> list[StateResource]:
    inputs = {"kmsMasterKeyId": "key", "visibilityTimeoutSeconds": 60, "messageRetentionSeconds": 345600}
    return [
        declared("aws:sqs/queue:Queue", name, url, inputs, within=within),
        declared(
            "aws:sqs/queuePolicy:QueuePolicy",
            f"{name}-policy",
            url,
            {"queueUrl": url, "policy": _policy(_SENDS, _SEALED)},
            within=within,
        ),
    ]


def _topic(name: str, arn: str, within: str = "") -> list[StateResource]:
    return [
        declared("aws:sns/topic:Topic", name, arn, {"kmsMasterKeyId": "key"}, within=within),
        declared(
            "aws:sns/topicPolicy:TopicPolicy",
            f"{name}-policy",
            arn,
            {"arn": arn, "policy": _policy(_PUBLISHES)},
            within=within,
        ),
    ]


RESOURCES = [
    *_queue("orders", _ORDERS),
    *_queue("orders-dead", _DEAD, _LETTERS),
    declared(
        "aws:sqs/redrivePolicy:RedrivePolicy",
        "orders-redrive",
        _ORDERS,
        {"queueUrl": _ORDERS, "redrivePolicy": json.dumps(_REDRIVE)},
    ),
    declared(
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        "orders-redrive-allow",
        _DEAD,
        {"queueUrl": _DEAD, "redriveAllowPolicy": json.dumps(_ALLOWED)},
    ),
    *_topic("order-events", _TOPIC),
    *_topic("alarms", _ALARMS, "standby:messaging:AlarmTopic"),
    declared(
        "aws:sns/topicSubscription:TopicSubscription",
        "subscription",
        _SUBSCRIPTION,
        {
            "topic": _TOPIC,
            "protocol": "sqs",
            "endpoint": _QUEUE_ARN,
            "rawMessageDelivery": True,
            "redrivePolicy": json.dumps({"deadLetterTargetArn": f"{_QUEUE_ARN}-dead"}),
        },
    ),
    declared(
        "aws:cloudwatch/eventBus:EventBus",
        "bus",
        "standby",
        {"name": "standby", "kmsKeyIdentifier": "key", "deadLetterConfig": {"arn": f"{_QUEUE_ARN}-dead"}},
    ),
    declared(
        "aws:cloudwatch/eventRule:EventRule",
        "order-placed",
        "standby/order-placed",
        {"eventBusName": "standby", "name": "order-placed", "eventPattern": json.dumps(_PATTERN)},
    ),
    declared(
        "aws:cloudwatch/eventTarget:EventTarget",
        "order-placed-topic",
        "1",
        {
            "eventBusName": "standby",
            "rule": "order-placed",
            "targetId": "order-events",
            "arn": _TOPIC,
            "retryPolicy": {"maximumRetryAttempts": 185, "maximumEventAgeInSeconds": 86400},
            "deadLetterConfig": {"arn": f"{_QUEUE_ARN}-dead"},
        },
    ),
    declared(
        "aws:cloudwatch/eventArchive:EventArchive",
        "archive",
        "standby-archive",
        {"name": "standby-archive", "eventSourceArn": _BUS, "retentionDays": 90},
    ),
]


class _Said(dict[str, Any]):
    """What AWS says of each, by the name that is asked for; called as a client is."""

    def __call__(self, **asked: Any) -> Any:  # noqa: ANN401 - AWS's
        return next(value for key, value in self.items() if key in asked.values())


def _held(**other: str) -> dict[str, Any]:
    return {
        "Attributes": {
            "KmsMasterKeyId": "key",
            "VisibilityTimeout": "60",
            "MessageRetentionPeriod": "345600",
            "Policy": _policy(_SENDS, _SEALED),
            **other,
        }
    }


def _told() -> dict[str, Any]:
    return {"Attributes": {"KmsMasterKeyId": "key", "Policy": _policy(_PUBLISHES)}}


HEALTHY: dict[tuple[str, str], Any] = {
    ("sqs", "get_queue_attributes"): _Said(
        {
            _ORDERS: _held(RedrivePolicy=json.dumps(_REDRIVE)),
            _DEAD: _held(RedriveAllowPolicy=json.dumps(_ALLOWED)),
        }
    ),
    ("sns", "get_topic_attributes"): _Said({_TOPIC: _told(), _ALARMS: _told()}),
    ("sns", "get_subscription_attributes"): {
        "Attributes": {
            "TopicArn": _TOPIC,
            "Protocol": "sqs",
            "Endpoint": _QUEUE_ARN,
            "RawMessageDelivery": "true",
            "PendingConfirmation": "false",
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": f"{_QUEUE_ARN}-dead"}),
        }
    },
    ("events", "describe_event_bus"): {
        "Name": "standby",
        "KmsKeyIdentifier": "key",
        "DeadLetterConfig": {"Arn": f"{_QUEUE_ARN}-dead"},
    },
    ("events", "list_rules"): {
        "Rules": [{"Name": "order-placed", "State": "ENABLED", "EventPattern": json.dumps(_PATTERN)}]
    },
    ("events", "list_targets_by_rule"): {
        "Targets": [
            {
                "Id": "order-events",
                "Arn": _TOPIC,
                "RetryPolicy": {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400},
                "DeadLetterConfig": {"Arn": f"{_QUEUE_ARN}-dead"},
            }
        ]
    },
    ("events", "describe_archive"): {"State": "ENABLED", "EventSourceArn": _BUS, "RetentionDays": 90},
}
_SUBSCRIBED = "sns.get_subscription_attributes"


def _row(  # noqa: PLR0913 - a row of a table
    name: str,
    says: str,
    operation: str,
    which: str,
    attribute: str,
    value: Any,  # noqa: ANN401 - JSON
    *,
    of: str,
    stops: bool,
) -> Case:
    """One attribute of one of several queues or topics."""
    one = case(name, says, operation, "", value, of=of, stops=stops)
    (change,) = one.changes
    path = (which, "Attributes", attribute)
    moved = type(change)(operation=change.operation, path=path, value=value)
    return Case(id=one.id, changes=(moved,), says=says, stops=stops, resource=of)


CASES = (
    _row("key of the queue", "key is other", _ATTRIBUTES, _ORDERS, "KmsMasterKeyId", "other", of="orders", stops=True),
    _row("key of dead letters", "key is other", _ATTRIBUTES, _DEAD, "KmsMasterKeyId", "other", of="orders-dead",
         stops=False),
    _row("pace", "visibilityTimeoutSeconds is 1", _ATTRIBUTES, _ORDERS, "VisibilityTimeout", "1", of="orders",
         stops=False),
    _row("sender refused", "lacks 1 of 2 statements", _ATTRIBUTES, _ORDERS, "Policy", _policy(_SEALED),
         of="orders-policy", stops=True),
    _row("in plain text", "does not forbid what is declared", _ATTRIBUTES, _ORDERS, "Policy", _policy(_SENDS),
         of="orders-policy", stops=False),
    _row("everybody refused", "forbids what is not declared", _ATTRIBUTES, _ORDERS, "Policy",
         _policy(_SENDS, _SEALED, _NOBODY), of="orders-policy", stops=True),
    _row("dead letters refused", "lacks 1 of 2 statements", _ATTRIBUTES, _DEAD, "Policy", _policy(_SEALED),
         of="orders-dead-policy", stops=False),
    _row("no redrive", "is not there", _ATTRIBUTES, _ORDERS, "RedrivePolicy", "", of="orders-redrive", stops=False),
    _row("redriven at once", "maxReceiveCount is 1", _ATTRIBUTES, _ORDERS, "RedrivePolicy",
         json.dumps(_REDRIVE | {"maxReceiveCount": 1}), of="orders-redrive", stops=False),
    _row("redrive denied", "redrivePermission is denyAll", _ATTRIBUTES, _DEAD, "RedriveAllowPolicy",
         json.dumps(_ALLOWED | {"redrivePermission": "denyAll"}), of="orders-redrive-allow", stops=False),
    _row("key of the topic", "key is other", _TOPICS, _TOPIC, "KmsMasterKeyId", "other", of="order-events",
         stops=True),
    _row("publisher refused", "lacks 1 of 1 statements", _TOPICS, _TOPIC, "Policy", "", of="order-events-policy",
         stops=True),
    _row("alarms refused", "lacks 1 of 1 statements", _TOPICS, _ALARMS, "Policy", "", of="alarms-policy", stops=False),
    case("unsubscribed", "is not there", _SUBSCRIBED, "", Refused("NotFound"), of="subscription", stops=True),
    case("unconfirmed", "waits for its confirmation", _SUBSCRIBED, "Attributes.PendingConfirmation", "true",
         of="subscription", stops=True),
    case("wrapped", "raw delivery is false", _SUBSCRIBED, "Attributes.RawMessageDelivery", "false",
         of="subscription", stops=True),
    case("filtered", "lets only some through", _SUBSCRIBED, "Attributes.FilterPolicy", '{"a": ["b"]}',
         of="subscription", stops=True),
    case("not set aside", "redrive policy is none", _SUBSCRIBED, "Attributes.RedrivePolicy", of="subscription",
         stops=False),
    case("no bus", "is not there", "events.describe_event_bus", "", Refused("ResourceNotFoundException"), of="bus",
         stops=True),
    case("key of the bus", "key is other", "events.describe_event_bus", "KmsKeyIdentifier", "other", of="bus",
         stops=True),
    case("letters of the bus", "dead letters is none", "events.describe_event_bus", "DeadLetterConfig", of="bus",
         stops=False),
    case("rule disabled", "is DISABLED", "events.list_rules", "Rules.0.State", "DISABLED", of="order-placed",
         stops=True),
    case("rule gone", "is not there", "events.list_rules", "Rules", [], of="order-placed", stops=True),
    case("pattern", "pattern is", "events.list_rules", "Rules.0.EventPattern", '{"source": ["other"]}',
         of="order-placed", stops=True),
    case("target gone", "is not there", "events.list_targets_by_rule", "Targets", of="order-placed-topic",
         stops=True),
    case("target moved", "target is arn:other", "events.list_targets_by_rule", "Targets.0.Arn", "arn:other",
         of="order-placed-topic", stops=True),
    case("retries", "most retries is 0", "events.list_targets_by_rule", "Targets.0.RetryPolicy.MaximumRetryAttempts",
         0, of="order-placed-topic", stops=False),
    case("archive gone", "is not there", "events.describe_archive", "", Refused("ResourceNotFoundException"),
         of="archive", stops=False),
    case("archive off", "is DISABLED", "events.describe_archive", "State", "DISABLED", of="archive", stops=False),
    case("archive short", "days is 1", "events.describe_archive", "RetentionDays", 1, of="archive", stops=False),
)  # fmt: skip


def test_messages_as_declared_are_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


@pytest.mark.parametrize(("url", "stops"), [(_ORDERS, {True, False}), (_DEAD, {False})])
def test_a_queue_that_is_gone_is_missed_where_something_waits_in_it(url: str, stops: set[bool]) -> None:
    answers = HEALTHY["sqs", "get_queue_attributes"]

    def asked(QueueUrl: str, **_: Any) -> Any:  # noqa: ANN401, N803 - as AWS has it
        return Refused("AWS.SimpleQueueService.NonExistentQueue") if QueueUrl == url else answers[QueueUrl]

    found = problems(RESOURCES, {**HEALTHY, ("sqs", "get_queue_attributes"): asked})
    assert {each.stops for each in found} == stops
    assert [each.seen for each in found if each.resource.type == "aws:sqs/queue:Queue"] == ["is not there"]


@pytest.mark.parametrize(("arn", "stops"), [(_TOPIC, True), (_ALARMS, False)])
def test_without_its_alarms_topic_a_failover_goes_on(arn: str, stops: bool) -> None:  # noqa: FBT001
    answers = HEALTHY["sns", "get_topic_attributes"]

    def asked(TopicArn: str) -> Any:  # noqa: ANN401, N803 - as AWS has it
        return Refused("NotFound") if TopicArn == arn else answers[TopicArn]

    found = problems(RESOURCES, {**HEALTHY, ("sns", "get_topic_attributes"): asked})
    assert {each.stops for each in found} == {stops}
