"""Validating and completing a resource's inputs, from the real provider's rules. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.server import CheckFailure
from sandbox.protocol.values import Properties, holds_unknown, reveal
from sandbox.providers.aws.facts import rules_of
from sandbox.providers.aws.resource_type import ResourceType

_SUFFIX_LENGTH = 7


def complete(
    kind: type[ResourceType],
    logical_name: str,
    olds: Properties,
    news: Properties,
    *,
    default_tags: Mapping[str, str],
    seed: bytes,
) -> Properties:
    """Fill in what the real provider fills in: defaults, a name, the tags that the provider adds."""
    defaults = {
        key: value
        for key, value in rules_of(kind.token)["defaults"].items()
        if key in kind.properties and key not in news and "." not in key and not isinstance(value, str | None)
    }
    inputs = {**defaults, **without_nulls(news)}
    name = kind.name_property
    if name and inputs.get(name) is None and inputs.get(f"{name}Prefix") is None:
        inputs[name] = olds.get(name) or _generated_name(logical_name, seed, kind.name_limit)
    if kind.tagged and default_tags:
        inputs["tagsAll"] = {**default_tags, **(news.get("tags") or {})}
    elif kind.tagged and news.get("tags"):
        inputs["tagsAll"] = news["tags"]
    return inputs


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - any property value
    """The value without the keys that hold null: the real provider takes a null as a key that is not there."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value]
    return value


def _generated_name(logical_name: str, seed: bytes, limit: int) -> str:
    """A name like Pulumi's: the logical name and seven hexadecimal digits, cut to AWS's limit."""
    digest = hashlib.sha256(seed + logical_name.encode()).hexdigest()[:_SUFFIX_LENGTH]
    return f"{logical_name[: limit - _SUFFIX_LENGTH - 1]}-{digest}"


def failures(kind: type[ResourceType], inputs: Properties) -> Iterator[CheckFailure]:
    """Everything that is wrong with the inputs; unknown values are judged when they are known."""
    plain = reveal(inputs)
    yield from _unhandled(kind, plain)
    rules = rules_of(kind.token)
    for key in rules.get("required_by_sdk", rules["required"]):
        if plain.get(key) is None:
            yield CheckFailure(key, f"{kind.token} requires {key!r}; give it a value")
    for rule in rules["conflicts"]:
        yield from _conflict(kind.token, rule, plain)
    for key, needed in rules.get("requires_with", {}).items():
        missing = [name for name in needed if plain.get(name) is None]
        if plain.get(key) is not None and missing and "." not in key:
            yield CheckFailure(key, f"{key!r} needs {', '.join(missing)} beside it")
    for key, allowed in rules["enums"].items():
        value = plain.get(key)
        if isinstance(value, str) and not holds_unknown(value) and value not in allowed:
            yield CheckFailure(key, f"{value!r} is not one of {', '.join(map(str, allowed))}")
    if not holds_unknown(plain):
        for key, reason in kind().problems(plain):
            yield CheckFailure(key, reason)


def _unhandled(kind: type[ResourceType], inputs: Mapping[str, Any]) -> Iterator[CheckFailure]:
    always = {"tags", "tagsAll"} if kind.tagged else set()
    always |= set() if kind.is_global else {"region"}
    for key in sorted(set(inputs) - kind.properties - always):
        known = ", ".join(sorted(kind.properties))
        yield CheckFailure(
            key,
            f"the sandbox's {kind.token} does not know the property {key!r}; it knows {known}. "
            "Use the real provider for it",
        )


def _conflict(token: str, rule: Any, inputs: Mapping[str, Any]) -> Iterator[CheckFailure]:  # noqa: ANN401 - JSON
    if isinstance(rule, list):
        rule = {"at_most_one_of": rule}
    for meaning, keys in rule.items():
        if not isinstance(keys, list) or any("." in key or "[" in key for key in keys):
            continue
        given = [key for key in keys if inputs.get(key) not in (None, [], "")]
        listed = ", ".join(keys)
        if len(given) > 1 and meaning in {"exactly_one_of", "at_most_one_of", "conflicts_with"}:
            yield CheckFailure(given[0], f"{token} takes only one of {listed}, and {', '.join(given)} are given")
        elif not given and meaning in {"exactly_one_of", "at_least_one_of"}:
            yield CheckFailure(keys[0], f"{token} needs one of {listed}")
        elif meaning == "required_together" and given and len(given) < len(keys):
            yield CheckFailure(given[0], f"{token} takes {listed} together or not at all")
