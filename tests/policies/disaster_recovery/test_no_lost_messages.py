"""Queues, subscriptions, targets and functions, and what they do with what fails."""

import json

import pytest

from disaster_recovery.no_lost_messages import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_QUEUE, _FUNCTION = "aws:sqs/queue:Queue", "aws:lambda/function:Function"
_SUBSCRIPTION, _TARGET = "aws:sns/topicSubscription:TopicSubscription", "aws:cloudwatch/eventTarget:EventTarget"


_ARN = "arn:aws:sqs:us-east-1:123456789012:orders-dead"


def _queues(*, retention: object = 1209600, policy: object = UNKNOWN, arn: object = UNKNOWN) -> list[Declared]:
    dead = Declared(_QUEUE, "orders-dead", {"messageRetentionSeconds": retention, "arn": arn})
    queue = Declared(_QUEUE, "orders", {"messageRetentionSeconds": 345600})
    refs = {"queueUrl": [queue], **({"redrivePolicy": [dead]} if policy == UNKNOWN else {})}
    return [dead, queue, Declared("aws:sqs/redrivePolicy:RedrivePolicy", "orders", {"redrivePolicy": policy}, refs)]


def _called(**props: object) -> list[Declared]:
    function = Declared(_FUNCTION, "resize", props)
    target = Declared(_TARGET, "on-upload", {"deadLetterConfig": {"arn": _ARN}}, {"arn": [function]})
    return [function, target]


def _mapping(visibility: object = 60, **props: object) -> list[Declared]:
    queues = _queues()
    queues[1].props = {**queues[1].props, "visibilityTimeoutSeconds": visibility}
    function = Declared(_FUNCTION, "work", {"timeout": 10})
    mapping = Declared(
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        "work",
        {"functionResponseTypes": ["ReportBatchItemFailures"], **props},
        {"eventSourceArn": [queues[1]], "functionName": [function]},
    )
    return [*queues, function, mapping]


CASES = (
    passes("a queue with a queue for its dead letters", _queues()),
    passes("by an ARN that is known", _queues(arn=_ARN, policy=json.dumps({"deadLetterTargetArn": _ARN}))),
    passes(
        "a policy inside the queue",
        [
            (dead := Declared(_QUEUE, "dead")),
            Declared(_QUEUE, "orders", {"redrivePolicy": UNKNOWN}, {"redrivePolicy": [dead]}),
        ],
    ),
    passes(
        "a queue for what a topic could not deliver",
        [
            (dead := Declared(_QUEUE, "undelivered")),
            Declared(
                _SUBSCRIPTION, "analytics", {"protocol": "sqs", "redrivePolicy": UNKNOWN}, {"redrivePolicy": [dead]}
            ),
        ],
    ),
    passes("people get no dead letters", [Declared(_SUBSCRIPTION, "on-call", {"protocol": "email"})]),
    passes("a function that nothing calls asynchronously", [Declared(_FUNCTION, "resize")]),
    passes("a function that keeps what it fails on", _called(deadLetterConfig={"targetArn": _ARN})),
    unknown(
        "a place that may turn out to be none", _called(deadLetterConfig={"targetArn": UNKNOWN}), "targetArn is not"
    ),
    passes("a mapping that reports what failed, in time", _mapping()),
    absent("a queue alone", [Declared(_QUEUE, "orders")], "no queue for messages that fail"),
    absent("a subscription alone", [Declared(_SUBSCRIPTION, "analytics", {"protocol": "sqs"})], "could not deliver"),
    absent("a target alone", [Declared(_TARGET, "on-upload")], "could not deliver"),
    fails("dead letters that die first", _queues(retention=60), "keeps messages longer than orders-dead"),
    fails("a function that drops what it fails on", _called(), "drops events"),
    fails("a mapping that repeats whole batches", _mapping(functionResponseTypes=[]), "functionResponseTypes"),
    fails("a message that comes back too early", _mapping(visibility=59), "while it is worked on"),
    fails("a policy that is not JSON crashes nothing", _queues(policy="{not json"), "where a text in JSON belongs"),
    unknown("a policy that is not known is one", _queues(policy=UNKNOWN)),
    unknown("a time that is not known", _queues(retention=UNKNOWN), "messageRetentionSeconds is not known yet"),
    passes(
        "a function that sends on what it fails on",
        [
            *(called := _called()),
            Declared(
                "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
                "resize",
                {"destinationConfig": {"onFailure": {"destination": _ARN}}},
                {"functionName": [called[0]]},
            ),
        ],
    ),
    passes(
        "a mapping of a stream has no queue",
        [
            Declared(
                "aws:lambda/eventSourceMapping:EventSourceMapping", "work", {"eventSourceArn": "arn:aws:kinesis:stream"}
            )
        ],
    ),
    fails(
        "dead letters by an ARN that die first",
        [
            Declared(
                _QUEUE, "other", {"messageRetentionSeconds": 1209600, "arn": "arn:aws:sqs:us-east-1:123456789012:other"}
            ),
            *_queues(retention=60, arn=_ARN, policy=json.dumps({"deadLetterTargetArn": _ARN})),
        ],
        "keeps messages longer than orders-dead",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
