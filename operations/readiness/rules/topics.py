"""SNS: the topics, who may publish to them, and who is subscribed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, Verdict, differing, verdict_on
from operations.readiness.policies import compared_policy
from operations.readiness.rule import Problem, Rule, needed, spared

READS = ("sns:GetSubscriptionAttributes", "sns:GetTopicAttributes")
_GONE = ("NotFound", "NotFoundException")
_LIVES = frozenset({"standby:messaging:AlarmTopic"})
_MEANS = "who works on placed orders next would not hear of those that are placed in this region"
_UNHEARD = "a failover goes on without alarms; nobody would be told of the next one"


def _attributes(ask: Ask, arn: str) -> Mapping[str, str] | None:
    answer = unless_gone(lambda: ask.one("sns", "get_topic_attributes", TopicArn=arn), *_GONE)
    return None if answer is None else answer.get("Attributes", {})


def _verdict(each: StateResource) -> tuple[Verdict, str]:
    verdict = verdict_on(each, _LIVES)
    return verdict, _UNHEARD if verdict is spared else _MEANS


def _topics(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        verdict, means = _verdict(each)
        found = _attributes(ask, each.id)
        if found is None:
            yield verdict(each, "is not there", means)
            continue
        yield from differing(
            verdict,
            each,
            f"the services that publish to it may use the declared key and no other: {means}",
            Facet("key", found.get("KmsMasterKeyId"), each.inputs.get("kmsMasterKeyId")),
        )


def _policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        verdict, means = _verdict(each)
        found = _attributes(ask, each.inputs["arn"])
        if found is None:
            yield verdict(each, "its topic is not there", means)
        else:
            yield from compared_policy(each, found.get("Policy") or {"Statement": []}, means, verdict)


def _subscriptions(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        answer = unless_gone(partial(ask.one, "sns", "get_subscription_attributes", SubscriptionArn=each.id), *_GONE)
        if answer is None:
            yield needed(each, "is not there", _MEANS)
            continue
        found = answer["Attributes"]
        if found.get("PendingConfirmation") == "true":
            yield needed(each, "waits for its confirmation", _MEANS)
        wanted = each.inputs
        yield from differing(
            needed,
            each,
            _MEANS,
            Facet("topic", found.get("TopicArn"), wanted.get("topic")),
            Facet("protocol", found.get("Protocol"), wanted.get("protocol")),
            Facet("endpoint", found.get("Endpoint"), wanted.get("endpoint")),
            Facet("raw delivery", found.get("RawMessageDelivery", "false"), wanted.get("rawMessageDelivery")),
        )
        # What is not declared lets everything through.
        if (filters := found.get("FilterPolicy")) and not wanted.get("filterPolicy"):
            yield needed(each, f"lets only some through: {filters}", _MEANS)
        yield from differing(
            spared,
            each,
            "messages are delivered; what cannot be would not be set aside for somebody to mend",
            Facet("redrive policy", _parsed(found.get("RedrivePolicy")), _parsed(wanted.get("redrivePolicy"))),
        )


def _parsed(text: str | None) -> object:
    return json.loads(text) if text else None


RULES = (
    Rule(type="aws:sns/topic:Topic", look=_topics),
    Rule(type="aws:sns/topicPolicy:TopicPolicy", look=_policies),
    Rule(type="aws:sns/topicSubscription:TopicSubscription", look=_subscriptions),
)
