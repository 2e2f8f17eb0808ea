"""SQS: the queues, who may send to them, and where what fails goes."""

import json
from collections.abc import Iterator, Mapping, Sequence

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, Verdict, differing, verdict_on
from operations.readiness.policies import compared_policy
from operations.readiness.rule import Problem, Rule, spared

READS = ("sqs:GetQueueAttributes",)
_GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_LIVES = frozenset({"standby:messaging:DeadLetters"})
_MEANS = "what is sent to it in this region would have nowhere to wait"
_SET_ASIDE = "nothing waits in it while all goes well; what fails would not be set aside for somebody to mend"
_REFUSED = "who should send to it would be refused"
_WORKS = "messages are sent and worked off, only at another pace"
# Attribute -> the input.
_PACE = {
    "VisibilityTimeout": "visibilityTimeoutSeconds",
    "MessageRetentionPeriod": "messageRetentionSeconds",
    "ReceiveMessageWaitTimeSeconds": "receiveWaitTimeSeconds",
    "KmsDataKeyReusePeriodSeconds": "kmsDataKeyReusePeriodSeconds",
    "DelaySeconds": "delaySeconds",
    "MaximumMessageSize": "maxMessageSize",
}


def _attributes(ask: Ask, url: str) -> Mapping[str, str] | None:
    answer = unless_gone(
        lambda: ask.one("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["All"]),
        *_GONE,
    )
    return None if answer is None else answer.get("Attributes", {})


def _verdict(each: StateResource) -> tuple[Verdict, str]:
    """Whether a failover needs it, and why. What only takes what failed elsewhere is needed by none."""
    verdict = verdict_on(each, _LIVES)
    return verdict, _SET_ASIDE if verdict is spared else _MEANS


def _queues(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        verdict, means = _verdict(each)
        found = _attributes(ask, each.id)
        if found is None:
            yield verdict(each, "is not there", means)
            continue
        yield from differing(
            verdict,
            each,
            "the workloads' roles, and the services that send to it, may use the declared key and no other",
            Facet("key", found.get("KmsMasterKeyId"), each.inputs.get("kmsMasterKeyId")),
        )
        yield from differing(
            spared,
            each,
            _WORKS,
            *(Facet(key, found.get(attribute), each.inputs.get(key)) for attribute, key in _PACE.items()),
        )


def _policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        verdict, means = _verdict(each)
        found = _attributes(ask, each.inputs["queueUrl"])
        if found is not None:
            means = _SET_ASIDE if verdict is spared else _REFUSED
            yield from compared_policy(each, found.get("Policy") or {"Statement": []}, means, verdict)
        else:
            yield verdict(each, "its queue is not there", means)


def _redrives(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    return _documents(ask, declared, "RedrivePolicy", "redrivePolicy")


def _redrives_allowed(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    return _documents(ask, declared, "RedriveAllowPolicy", "redriveAllowPolicy")


def _documents(ask: Ask, declared: Sequence[StateResource], attribute: str, key: str) -> Iterator[Problem]:
    for each in declared:
        found = _attributes(ask, each.inputs["queueUrl"])
        has = json.loads((found or {}).get(attribute) or "{}")
        if not has:
            yield spared(each, "is not there", _SET_ASIDE)
            continue
        wanted = json.loads(each.inputs[key])
        yield from differing(spared, each, _SET_ASIDE, *(Facet(name, has.get(name), wanted[name]) for name in wanted))


RULES = (
    Rule(type="aws:sqs/queue:Queue", look=_queues),
    Rule(type="aws:sqs/queuePolicy:QueuePolicy", look=_policies),
    Rule(type="aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", look=_redrives_allowed),
    Rule(type="aws:sqs/redrivePolicy:RedrivePolicy", look=_redrives),
)
