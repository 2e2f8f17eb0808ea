"""Queues, topic and bus: nothing accepted is lost in between, and what could not be delivered is kept and rings.

That messages really flow is shown in tests/sandbox.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from components.messaging.messaging import Messaging, MessagingArgs
from sandbox.recording import ACCOUNT, Recording, tokens
from settings import MessagingSettings
from tests.components.place import build

QUEUE, REDRIVE, ALLOW, POLICY = tokens("sqs", "Queue", "RedrivePolicy", "RedriveAllowPolicy", "QueuePolicy")
TOPIC, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"
BUS, ARCHIVE, RULE, TARGET = tokens("cloudwatch", "EventBus", "EventArchive", "EventRule", "EventTarget")
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_DAY = 86_400
# Queue -> the queue for what its reader could not work off.
READ = {
    "orders": "orders-dead",
    "order-events-analytics": "order-events-analytics-dead",
    "order-events-fulfilment": "order-events-fulfilment-dead",
}
# Queues for what could not be delivered at all.
UNDELIVERED = ("bus-undelivered", "order-events-analytics-undelivered", "order-events-fulfilment-undelivered")
DEAD = (*READ.values(), *UNDELIVERED)


def _messaging(*, locked: bool = True, **spec: Any) -> Recording:  # noqa: ANN401 - YAML
    args = MessagingArgs(
        spec=MessagingSettings(**spec), account=ACCOUNT, key_arn="key", runbooks_url=None, locked=locked
    )
    return build(lambda here: Messaging("messaging", args, here.opts))


def _arn(service: str, name: str) -> str:
    return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{name}"


def _statements(recording: Recording, policy: str) -> list[Mapping[str, Any]]:
    statements: list[Mapping[str, Any]] = json.loads(recording.one(POLICY, policy).plain["policy"])["Statement"]
    return statements


def test_these_are_the_queues() -> None:
    assert {each.name for each in _messaging().of(QUEUE)} == {*READ, *DEAD}


def test_every_queue_is_encrypted_and_polled_for_long() -> None:
    for queue in _messaging().some(QUEUE):
        assert queue.plain["kmsMasterKeyId"] == "key"
        assert queue.plain["receiveWaitTimeSeconds"] == 20


@pytest.mark.parametrize(("queue", "dead"), READ.items())
def test_what_fails_too_often_is_set_aside(queue: str, dead: str) -> None:
    recording = _messaging(max_receives=7)
    redrive = recording.one(REDRIVE, f"{queue}-redrive").plain
    assert redrive["queueUrl"] == f"{queue}.url"
    assert json.loads(redrive["redrivePolicy"]) == {"deadLetterTargetArn": _arn("sqs", dead), "maxReceiveCount": 7}


@pytest.mark.parametrize(("queue", "dead"), READ.items())
def test_dead_letters_can_be_sent_back_to_their_own_queue_alone(queue: str, dead: str) -> None:
    allow = _messaging().one(ALLOW, f"{dead}-redrive-allow").plain
    assert allow["queueUrl"] == f"{dead}.url"
    assert json.loads(allow["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [_arn("sqs", queue)],
    }


def test_dead_letters_outlive_the_messages() -> None:
    kept = {
        each.name: each.plain["messageRetentionSeconds"] / _DAY
        for each in _messaging(retention_days=3, dead_letter_retention_days=10).of(QUEUE)
    }
    assert kept == {**dict.fromkeys(READ, 3), **dict.fromkeys(DEAD, 10)}, "SQS counts from the first enqueue"


@pytest.mark.parametrize("dead", DEAD)
def test_a_single_dead_letter_rings(dead: str) -> None:
    recording = _messaging()
    alarm = recording.one(ALARM, f"{dead}-waiting").plain
    queue = recording.one(QUEUE, dead).plain["name"]
    assert alarm["dimensions"] == {"QueueName": queue}, "nobody reads this queue, so what arrives stays"
    assert (alarm["metricName"], alarm["threshold"]) == ("ApproximateNumberOfMessagesVisible", 1)
    assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["alarmActions"] == [_arn("sns", "alarms")]


def test_orders_that_wait_too_long_ring() -> None:
    alarm = _messaging().one(ALARM, "orders-age").plain
    assert (alarm["metricName"], alarm["dimensions"]) == (
        "ApproximateAgeOfOldestMessage",
        {"QueueName": "standby-orders"},
    )
    assert alarm["threshold"] == 900


def test_subscribers_that_read_when_they_like_do_not_ring() -> None:
    assert [each.name for each in _messaging().of(ALARM) if each.name.endswith("-age")] == ["orders-age"]


def test_alarms_of_a_queue_that_nobody_uses_stay_as_they_are() -> None:
    alarms = _messaging().of(ALARM)
    assert len(alarms) == len(DEAD) + 1
    assert {each.plain["treatMissingData"] for each in alarms} == {"ignore"}, "what lay there lies there still"


@pytest.mark.parametrize("subscriber", ["analytics", "fulfilment"])
def test_placed_orders_reach_each_subscriber_as_they_were_published(subscriber: str) -> None:
    recording = _messaging()
    subscription = recording.one(SUBSCRIPTION, f"order-events-{subscriber}-subscription")
    assert subscription.plain["topic"] == _arn("sns", "order-events")
    assert subscription.plain["endpoint"] == _arn("sqs", f"order-events-{subscriber}")
    assert (subscription.plain["protocol"], subscription.plain["rawMessageDelivery"]) == ("sqs", True)


@pytest.mark.parametrize("subscriber", ["analytics", "fulfilment"])
def test_a_delivery_has_dead_letters_of_its_own(subscriber: str) -> None:
    recording = _messaging()
    subscription = recording.one(SUBSCRIPTION, f"order-events-{subscriber}-subscription")
    undelivered = f"order-events-{subscriber}-undelivered"
    assert json.loads(subscription.plain["redrivePolicy"]) == {"deadLetterTargetArn": _arn("sqs", undelivered)}
    policies = {recording.one(POLICY, f"{queue}-policy").urn for queue in (f"order-events-{subscriber}", undelivered)}
    assert policies <= set(subscription.depends_on), "a message that arrives before the permission is lost"


@pytest.mark.parametrize(
    "queue", [f"order-events-{each}{end}" for each in ("analytics", "fulfilment") for end in ("", "-undelivered")]
)
def test_only_the_topic_writes_to_a_subscribers_queues(queue: str) -> None:
    allowed = [each for each in _statements(_messaging(), f"{queue}-policy") if each["Effect"] == "Allow"]
    assert allowed == [
        {
            "Effect": "Allow",
            "Action": ["sqs:SendMessage"],
            "Resource": [_arn("sqs", queue)],
            "Principal": {"Service": "sns.amazonaws.com"},
            "Condition": {"ArnEquals": {"aws:SourceArn": _arn("sns", "order-events")}},
        }
    ]


@pytest.mark.parametrize("queue", ["orders", *READ.values()])
def test_nobody_but_the_accounts_roles_writes_to_other_queues(queue: str) -> None:
    assert {each["Effect"] for each in _statements(_messaging(), f"{queue}-policy")} == {"Deny"}


def test_events_are_kept_for_replay_under_the_buses_own_key() -> None:
    recording = _messaging(archive_days=30)
    archive = recording.one(ARCHIVE).plain
    assert archive["eventSourceArn"] == _arn("events", "event-bus/bus")
    assert archive["retentionDays"] == 30
    assert archive["kmsKeyIdentifier"] == recording.one(BUS).plain["kmsKeyIdentifier"] == "key"


def test_placed_orders_go_from_the_bus_to_the_topic() -> None:
    recording = _messaging()
    rule, target = recording.one(RULE).plain, recording.one(TARGET).plain
    assert json.loads(rule["eventPattern"]) == {"source": ["standby.shop"], "detail-type": ["OrderPlaced"]}
    assert rule["eventBusName"] == target["eventBusName"] == "standby"
    assert (target["rule"], target["arn"]) == (rule["name"], _arn("sns", "order-events"))


def test_what_the_bus_or_its_rule_cannot_deliver_is_kept() -> None:
    recording = _messaging()
    dead = {"arn": _arn("sqs", "bus-undelivered")}
    target = recording.one(TARGET)
    assert recording.one(BUS).plain["deadLetterConfig"] == dead, "for events that the key refuses"
    assert target.plain["deadLetterConfig"] == dead
    assert target.plain["retryPolicy"] == {"maximumEventAgeInSeconds": _DAY, "maximumRetryAttempts": 185}
    assert recording.one(POLICY, "bus-undelivered-policy").urn in target.depends_on
    (allowed,) = [each for each in _statements(recording, "bus-undelivered-policy") if each["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert allowed["Condition"] == {
        "ArnEquals": {"aws:SourceArn": [_arn("events", "event-bus/bus"), _arn("events", "rule/bus-order-placed")]}
    }


def test_eventbridge_publishes_to_the_topic_without_a_condition() -> None:
    policy = _messaging().one("aws:sns/topicPolicy:TopicPolicy", "order-events-policy").plain["policy"]
    (allowed,) = [each for each in json.loads(policy)["Statement"] if each["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert "Condition" not in allowed, "EventBridge names no source to a topic, so a condition would refuse every event"


def test_topics_are_encrypted() -> None:
    assert {each.plain["kmsMasterKeyId"] for each in _messaging().of(TOPIC)} == {"key"}


@pytest.mark.parametrize("locked", [True, False])
def test_what_holds_messages_is_protected_while_the_stack_is_locked(locked: bool) -> None:  # noqa: FBT001
    recording = _messaging(locked=locked)
    assert {each.protect for each in (*recording.of(QUEUE), *recording.of(ARCHIVE))} == {locked}
