"""What services hand on to each other: it arrives only where the policy of a queue, a topic and their key lets them.

The emulator hands on within itself and asks nobody. Its functions that do are replaced by ones that decide first. What
AWS does with what may not arrive: EventBridge and SNS put it into the dead letter queue where there is one and that
one lets them, and otherwise it is gone; CloudWatch notifies nobody.
Sources: EventBridge user guide, eb-rule-dlq; SNS developer guide, sns-dead-letter-queues.
"""

import importlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.errands import Errands
from sandbox.cloud.iam.evaluate import Kind, Policies, Request
from sandbox.cloud.iam.form_check import Place, form_of
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import service
from sandbox.cloud.iam.service_needs import DELIVERY

_ALARMS, _EVENTS, _TOPICS = "cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"
_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_KEY = "KmsMasterKeyId"
_SERVICES = "ministack.services"
# The emulator's own: where it hands on, and where it looks something up.
_RINGS, _INVOKES = ("cloudwatch", "_dispatch_alarm_actions"), ("eventbridge", "_invoke_target")
_FANS_OUT = ("sns", "_deliver_to_sqs")
_TOPIC, _QUEUE, _KEY_OF = ("sns", "_topic_by_arn_any_scope"), ("sqs", "_queue_by_arn"), ("kms", "_resolve_key")
Known = dict[str, Any]
Function = Callable[..., Any]


class Deliveries:
    """Stands between the emulator's services."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        self._topic, self._queue, self._key = (_function(*each) for each in (_TOPIC, _QUEUE, _KEY_OF))

    def watch(self) -> None:
        """Decide from now on. Raises AttributeError where the emulator hands on by other functions than these."""
        for (module, name), decided in ((_RINGS, self._ring), (_INVOKES, self._invoke), (_FANS_OUT, self._fan_out)):
            setattr(importlib.import_module(f"{_SERVICES}.{module}"), name, decided(_function(module, name)))

    def _ring(self, ring: Function) -> Function:
        def decided(alarm: Known, *rest: object) -> None:
            arn = str(alarm.get("AlarmArn", ""))
            allowed = {
                actions: [to for to in alarm.get(actions) or () if not _is_topic(to) or self._may(_ALARMS, to, arn)]
                for actions in _ACTIONS
                if rest[1:2] == (_STATES[actions],)
            }
            ring({**alarm, **allowed}, *rest)

        return decided

    def _invoke(self, invoke: Function) -> Function:
        def decided(target: Known, event: Known, rule: Known, *rest: object) -> None:
            source, to = str(rule.get("Arn", "")), str(target.get("Arn", ""))
            letters = str((target.get("DeadLetterConfig") or {}).get("Arn", ""))
            if not _is_watched(to) or self._may(_EVENTS, to, source):
                invoke(target, event, rule, *rest)
            elif letters and self._may(_EVENTS, letters, source):
                invoke({**target, "Arn": letters}, event, rule, *rest)

        return decided

    def _fan_out(self, deliver: Function) -> Function:
        def decided(endpoint: str, *rest: object, topic_arn: str = "", **named: object) -> None:
            letters = self._letters_of(topic_arn, endpoint)
            if self._may(_TOPICS, endpoint, topic_arn):
                deliver(endpoint, *rest, topic_arn=topic_arn, **named)
            elif letters and self._may(_TOPICS, letters, topic_arn):
                deliver(letters, *rest, topic_arn=topic_arn, **named)

        return decided

    def _letters_of(self, topic: str, endpoint: str) -> str:
        """The dead letter queue of a subscription."""
        found = self._topic(topic) or {}
        for each in found.get("subscriptions", ()):
            policy = (each.get("attributes") or {}).get("RedrivePolicy")
            if each.get("endpoint") == endpoint and policy:
                return str(json.loads(policy).get("deadLetterTargetArn", ""))
        return ""

    def _may(self, who: str, to: str, source: str) -> bool:
        """Whether a service may put a message there, and use the key that it lies under."""
        is_topic, place = _is_topic(to), Place(to.split(":")[4], to.split(":")[3])
        found = (self._topic(to) if is_topic else self._queue(to)) or {}
        attributes: Known = found.get("attributes") or {}
        action, kind = ("sns:Publish", Document.TOPIC) if is_topic else ("sqs:SendMessage", Document.QUEUE)
        request = _request(who, action, to, place, kind, source)
        if not self._decided(request, Policies(resource=_read(to, attributes.get("Policy")))):
            return False
        return self._may_encrypt(who, str(attributes.get(_KEY) or ""), place, source)

    def _may_encrypt(self, who: str, named: str, place: Place, source: str) -> bool:
        key = self._key(named) if named else None
        if not named:
            return True
        # The policy of a key that AWS keeps lets no service in, and nobody can change it.
        arn, document = (key["Arn"], key.get("Policy")) if key else (named, None)
        policies = Policies(resource=_read(arn, document) or Policy(arn, ()), kind=Kind.KEY)
        requests = [_request(who, action, arn, place, Document.KEY, source) for action in DELIVERY]
        return all(self._decided(request, policies) for request in requests)

    def _decided(self, request: Request, policies: Policies) -> bool:
        return self._errands.decide("a delivery", request, policies).is_allowed


def _function(module: str, name: str) -> Function:
    found: Function = getattr(importlib.import_module(f"{_SERVICES}.{module}"), name)
    return found


_STATES: Mapping[str, str] = dict(zip(_ACTIONS, ("ALARM", "OK", "INSUFFICIENT_DATA"), strict=True))


def _request(who: str, action: str, to: str, place: Place, kind: Document, source: str) -> Request:
    """With those of the service's keys that it is documented to send there; what it sends says what it comes for."""
    form = form_of(kind, who, action, place)
    sends = {
        name: source if name == "aws:SourceArn" else place.filled(value)
        for name, value in (form.sends.items() if form else ())
    }
    # The policy that a topic has from the start asks for the owner by an older name.
    owner = {"aws:SourceOwner": place.account} if who == _ALARMS else {}
    return Request(service(who, place.account), action, to, Context({**_ALWAYS, **owner, **sends}, complete=True))


# Services of AWS speak TLS to each other.
_ALWAYS = {"aws:SecureTransport": "true"}


def _read(name: str, document: str | None) -> Policy | None:
    return Policy.read(name, document) if document else None


def _is_topic(arn: str) -> bool:
    return arn.startswith("arn:aws:sns:")


def _is_watched(arn: str) -> bool:
    return _is_topic(arn) or arn.startswith("arn:aws:sqs:")
