"""Judging a resource's inputs by the table. What is not known yet is judged when it is. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.protocol.values import UNKNOWN, holds_unknown
from sandbox.providers.aws.paths import values_at
from sandbox.providers.aws.prose.kinds import verdicts
from sandbox.providers.aws.prose.table import Rule, rules, tag_rules


@dataclass(frozen=True)
class Breach:
    """Where a rule is broken and by what, what the rule asks, and what was found instead of it."""

    place: str
    value: Any
    asked: str
    found: str
    source: str


def broken(token: str, inputs: Mapping[str, Any], *, tags_of: str = "") -> Iterator[Breach]:
    """Properties that AWS would refuse. `tags_of` is the service whose tags these are; inputs carry no marks."""
    for rule in rules().get(token, ()):
        if all(inputs.get(key) == value for key, value in rule.when.items()):
            for place, value in values_at(inputs, rule.path):
                yield from _of_property(rule, place, value)
    if tags_of:
        yield from _of_tags(tags_of, inputs)


def _of_property(rule: Rule, place: str, value: Any) -> Iterator[Breach]:  # noqa: ANN401 - a property value
    if rule.inside:
        for inner, item in _inside(value, rule.inside):
            yield from _of_value(rule, f"{place}{inner}", item)
    elif not rule.of:
        yield from _of_value(rule, place, value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _of_value(rule, f"{place}.{key}", key if rule.of == "keys" else item)


def _inside(text: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """What a JSON text holds at a path; nothing where it is none, which other rules are about."""
    if holds_unknown(text):
        return
    try:
        held = json.loads(text)
    except (TypeError, ValueError):
        return
    first, _, rest = path.partition(".")
    if first == "[]":
        for index, item in enumerate(held if isinstance(held, list) else ()):
            yield from ((f"[{index}].{place}", value) for place, value in values_at(item, rest))
    else:
        yield from ((f".{place}", value) for place, value in values_at(held, path))


def _of_value(rule: Rule, place: str, value: Any) -> Iterator[Breach]:  # noqa: ANN401
    if value == UNKNOWN or (isinstance(value, str) and holds_unknown(value)):
        return
    for asked, found in verdicts(rule.limits, value):
        yield Breach(place, value, asked, found, f"{rule.source}{rule.answer and f'; AWS answers {rule.answer}'}")


def _of_tags(service: str, inputs: Mapping[str, Any]) -> Iterator[Breach]:
    """`tagsAll` are the program's own and those that the provider adds."""
    own, everything = inputs.get("tags"), inputs.get("tagsAll")
    tags = everything if isinstance(everything, dict) else own
    if not isinstance(tags, dict):
        return
    for rule in (*tag_rules()["any"], *tag_rules()[service]):
        if rule.path == "count":
            yield from _of_value(rule, "tags", dict.fromkeys(tags, ""))
            continue
        for key, value in tags.items():
            place = "tags" if isinstance(own, dict) and key in own else "tagsAll"
            yield from _of_value(rule, f"{place}.{key}", key if rule.path == "keys" else value)
