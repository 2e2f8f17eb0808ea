"""EventBridge: the bus on which orders are told, the rules that pick them, where they go, and what is kept."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, needed, spared

READS = (
    "events:DescribeArchive",
    "events:DescribeEventBus",
    "events:ListRules",
    "events:ListTargetsByRule",
)
_GONE = "ResourceNotFoundException"
_MEANS = "workers say on it what they did: in this region they would be refused, or nobody would hear"
_LETTERS = "events are delivered; what cannot be would not be set aside for somebody to mend"
_KEPT = "events are delivered; those that are not kept cannot be sent again"


def _buses(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = unless_gone(partial(ask.one, "events", "describe_event_bus", Name=each.inputs["name"]), _GONE)
        if found is None:
            yield needed(each, "is not there", _MEANS)
            continue
        yield from differing(
            needed,
            each,
            f"who publishes may use the declared key and no other. {_MEANS.capitalize()}",
            Facet("key", found.get("KmsKeyIdentifier"), each.inputs.get("kmsKeyIdentifier")),
        )
        yield from _letters(each, found)


def _letters(each: StateResource, found: dict[str, Any]) -> Iterator[Problem]:
    has = (found.get("DeadLetterConfig") or {}).get("Arn")
    wanted = (each.inputs.get("deadLetterConfig") or {}).get("arn")
    yield from differing(spared, each, _LETTERS, Facet("dead letters", has, wanted))


def _rules(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        bus, name = each.inputs.get("eventBusName", "default"), each.inputs["name"]
        listed = unless_gone(partial(ask.all, "events", "list_rules", "Rules", EventBusName=bus), _GONE) or []
        found = next((one for one in listed if one["Name"] == name), None)
        if found is None:
            yield needed(each, "is not there", _MEANS)
            continue
        if found.get("State") == "DISABLED":
            repair = f"aws events enable-rule --region {ask.region} --event-bus-name {bus} --name {name}"
            yield needed(each, "is DISABLED", _MEANS, repair)
        yield from differing(
            needed,
            each,
            _MEANS,
            Facet("pattern", _parsed(found.get("EventPattern")), _parsed(each.inputs.get("eventPattern"))),
        )


def _parsed(text: str | None) -> object:
    return json.loads(text) if text else None


def _targets(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        bus, rule = each.inputs.get("eventBusName", "default"), each.inputs["rule"]
        listed = unless_gone(
            partial(ask.all, "events", "list_targets_by_rule", "Targets", EventBusName=bus, Rule=rule),
            _GONE,
        )
        found = next((one for one in listed or () if one["Id"] == each.inputs["targetId"]), None)
        if found is None:
            yield needed(each, "is not there", _MEANS)
            continue
        yield from differing(needed, each, _MEANS, Facet("target", found.get("Arn"), each.inputs.get("arn")))
        retries, wanted = found.get("RetryPolicy") or {}, each.inputs.get("retryPolicy") or {}
        yield from differing(
            spared,
            each,
            "events are delivered; one that is refused is tried again otherwise",
            Facet("most retries", retries.get("MaximumRetryAttempts"), wanted.get("maximumRetryAttempts")),
            Facet("oldest", retries.get("MaximumEventAgeInSeconds"), wanted.get("maximumEventAgeInSeconds")),
        )
        yield from _letters(each, found)


def _archives(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = unless_gone(partial(ask.one, "events", "describe_archive", ArchiveName=each.inputs["name"]), _GONE)
        if found is None:
            yield spared(each, "is not there", _KEPT)
            continue
        if found.get("State", "ENABLED") not in {"ENABLED", "CREATING", "UPDATING"}:
            yield spared(each, f"is {found['State']}", _KEPT)
        yield from differing(
            spared,
            each,
            _KEPT,
            Facet("source", found.get("EventSourceArn"), each.inputs.get("eventSourceArn")),
            Facet("days", found.get("RetentionDays"), each.inputs.get("retentionDays")),
            Facet("pattern", _parsed(found.get("EventPattern")), _parsed(each.inputs.get("eventPattern"))),
        )


RULES = (
    Rule(type="aws:cloudwatch/eventArchive:EventArchive", look=_archives),
    Rule(type="aws:cloudwatch/eventBus:EventBus", look=_buses),
    Rule(type="aws:cloudwatch/eventRule:EventRule", look=_rules),
    Rule(type="aws:cloudwatch/eventTarget:EventTarget", look=_targets),
)
