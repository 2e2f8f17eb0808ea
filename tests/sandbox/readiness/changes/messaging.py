"""Queues, topics and buses."""

import json

from operations.live.stack_state import StateResource
from tests.sandbox.readiness.change import LIVES, STOPS, Around, Failover, Table, where
from tests.sandbox.readiness.hands import Hand, Inside, Record, by, changed, gone, set_to

_NOWHERE = "orders or events have nowhere to wait"
_OTHER_KEY = "arn:aws:kms:us-west-2:000000000000:key/00000000-0000-0000-0000-000000000000"
# Queues of what failed take nothing while all goes well.
_WAITS = where(("dead", "undelivered"), LIVES, STOPS)
_EVENTS = where(("events",), STOPS, LIVES)
_NOBODY = json.dumps({"Version": "2012-10-17", "Statement": []})

_REFUSES = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}
)


def _queue(resource: StateResource) -> str:
    # The emulator knows queues by another name of this machine.
    return str(resource.inputs.get("queueUrl") or resource.id).replace("127.0.0.1", "localhost")


def _dropped(attribute: str) -> Hand:
    def change(record: Record, _: StateResource) -> None:
        del record["attributes"][attribute]

    return changed("sqs", "_queues", change, _queue)


def _rule(resource: StateResource) -> str:
    name = resource.inputs.get("name") or resource.inputs["rule"]
    return f"{resource.inputs['eventBusName']}|{name}"


def _subscription(inside: Inside, resource: StateResource) -> tuple[list[Record], Record]:
    topics = inside.records("sns", "_topics")
    topic = topics[inside.key("sns", "_topics", resource.inputs["topic"], resource.region)]
    (mine,) = [each for each in topic["subscriptions"] if each["arn"] == resource.id]
    return topic["subscriptions"], mine


def _unsubscribed(inside: Inside, resource: StateResource) -> None:
    listed, mine = _subscription(inside, resource)
    listed.remove(mine)
    inside.records("sns", "_sub_arn_to_topic").pop(inside.key("sns", "_sub_arn_to_topic", resource.id, resource.region))


def _elsewhere(inside: Inside, resource: StateResource) -> None:
    _, mine = _subscription(inside, resource)
    mine["attributes"]["Endpoint"] = mine["endpoint"] = "arn:aws:sqs:us-west-2:000000000000:elsewhere"


def _pending(inside: Inside, resource: StateResource) -> None:
    _, mine = _subscription(inside, resource)
    mine["confirmed"] = False
    mine.setdefault("attributes", {})["PendingConfirmation"] = "true"


def _another_target(record: Record, _: StateResource) -> None:
    record[0]["Arn"] = "arn:aws:sns:us-west-2:000000000000:elsewhere"


def _without_letters(record: Record, _: StateResource) -> None:
    record[0].pop("DeadLetterConfig")


def _allows(resource: StateResource, around: Around) -> Failover:
    return LIVES if '"Allow"' not in resource.inputs["policy"] else _WAITS(resource, around) or STOPS


TABLES = (
    Table("aws:sqs/queue:Queue")
    .either("removed", gone("sqs", "_queues", _queue), _WAITS, _NOWHERE)
    .either("another key", set_to("sqs", "_queues", _queue, attributes__KmsMasterKeyId=_OTHER_KEY), _WAITS, "no rights")
    .lives(
        "shorter visibility",
        set_to("sqs", "_queues", _queue, attributes__VisibilityTimeout="1"),
        "a message is worked on twice, which workers bear",
        only=("orders",),
    )
    .lives(
        "kept for a minute",
        set_to("sqs", "_queues", _queue, attributes__MessageRetentionPeriod="60"),
        "what goes too early is sent again from the table",
    ),
    Table("aws:sqs/queuePolicy:QueuePolicy")
    .either("denies", set_to("sqs", "_queues", _queue, attributes__Policy=_REFUSES), _WAITS, "who sends is refused")
    .either(
        "removed", _dropped("Policy"), _allows, "who else may send is in it; that nobody may without TLS is spared"
    ),
    Table("aws:sqs/redrivePolicy:RedrivePolicy").lives(
        "removed", _dropped("RedrivePolicy"), "a bad message is worked on until it is too old"
    ),
    Table("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy").lives(
        "removed", _dropped("RedriveAllowPolicy"), "without it every queue may send its dead letters there"
    ),
    Table("aws:sns/topic:Topic")
    .either("removed", gone("sns", "_topics"), _EVENTS, "events have no way on; alarms go unheard")
    .either(
        "another key", set_to("sns", "_topics", attributes__KmsMasterKeyId=_OTHER_KEY), _EVENTS, "nobody publishes"
    ),
    Table("aws:sns/topicPolicy:TopicPolicy").either(
        "emptied", set_to("sns", "_topics", attributes__Policy=_NOBODY), _EVENTS, "who may publish is in it"
    ),
    Table("aws:sns/topicSubscription:TopicSubscription")
    .stops("removed", _unsubscribed, "consumers hear nothing")
    .stops("re-pointed", _elsewhere, "consumers hear nothing")
    .stops("unconfirmed", _pending, "consumers hear nothing"),
    Table("aws:cloudwatch/eventBus:EventBus").stops("removed", gone("eventbridge", "_event_buses"), _NOWHERE),
    Table("aws:cloudwatch/eventRule:EventRule")
    .stops("removed", gone("eventbridge", "_rules", _rule), "events are dropped")
    .stops("disabled", set_to("eventbridge", "_rules", _rule, State="DISABLED"), "events are dropped")
    .stops(
        "another pattern",
        set_to("eventbridge", "_rules", _rule, EventPattern='{"source": ["elsewhere"]}'),
        "events are dropped",
    ),
    Table("aws:cloudwatch/eventTarget:EventTarget")
    .stops("removed", gone("eventbridge", "_targets", _rule), "events are dropped")
    .stops("re-pointed", changed("eventbridge", "_targets", _another_target, _rule), "events are dropped")
    .lives("without dead letters", changed("eventbridge", "_targets", _without_letters, _rule), "events go through"),
    Table("aws:cloudwatch/eventArchive:EventArchive")
    .lives("removed", gone("eventbridge", "_archives", by("name")), "it records")
    .lives("disabled", set_to("eventbridge", "_archives", by("name"), State="DISABLED"), "it records"),
)
