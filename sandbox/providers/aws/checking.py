"""Validating and completing a resource's inputs, from the real provider's rules. Pure."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.server import CheckFailure
from sandbox.protocol.values import UNKNOWN, Properties, holds_secret, holds_unknown, is_secret, reveal, secret
from sandbox.providers.aws import prose
from sandbox.providers.aws.facts import rules_of
from sandbox.providers.aws.limits import broken
from sandbox.providers.aws.meaning import canonical, is_nothing, same_scalar
from sandbox.providers.aws.paths import parent_of, values_at, with_default
from sandbox.providers.aws.resource_type import ANY_KEY, ResourceType, Shape

_SUFFIX_LENGTH = 7
_HIDDEN = "[secret]"
_ONE_AT_MOST = {"exactly_one_of", "at_most_one_of"}
_ONE_AT_LEAST = {"exactly_one_of", "at_least_one_of"}


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
    inputs: Properties = without_nulls(news)
    for path, value in rules_of(kind.token)["defaults"].items():
        if _is_handled(kind.shape, path):
            inputs = with_default(inputs, path, value)
    name = kind.name_property
    if name and inputs.get(name) is None:
        inputs[name] = olds.get(name) or _generated_name(kind, logical_name, seed)
    if kind.tagging is not None:
        inputs["tagsAll"] = _all_tags(default_tags, inputs.get("tags"))
    return inputs


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - any property value
    """The value without the keys that hold null: the real provider takes a null as a key that is not there."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value]
    return value


def _is_handled(shape: Shape, path: str) -> bool:
    for part in path.replace("[]", "").split("."):
        if part not in shape:
            return False
        shape = shape[part]
    return True


def _generated_name(kind: type[ResourceType], logical_name: str, seed: bytes) -> str:
    """A name like Pulumi's: the logical name and seven hexadecimal digits, cut to AWS's limit."""
    digest = hashlib.sha256(seed + logical_name.encode()).hexdigest()[:_SUFFIX_LENGTH]
    stem = logical_name.lower() if kind.name_in_small_letters else logical_name
    room = kind.name_limit - len(kind.name_prefix) - _SUFFIX_LENGTH - 1
    return f"{kind.name_prefix}{stem[:room]}-{digest}"


def default_tags_of(settings: Properties) -> dict[str, str]:
    """Tags that a provider with these settings adds to whatever takes some; structured settings are JSON texts."""
    given = settings.get("defaultTags") or {}
    return dict((json.loads(given) if isinstance(given, str) else given).get("tags") or {})


def _all_tags(default_tags: Mapping[str, str], tags: Any) -> Any:  # noqa: ANN401 - a property value
    if is_secret(tags):
        return secret(_all_tags(default_tags, tags["value"]))
    return UNKNOWN if tags == UNKNOWN else {**default_tags, **(tags or {})}


def failures(kind: type[ResourceType], inputs: Properties, olds: Properties | None = None) -> Iterator[CheckFailure]:
    """Everything that is wrong with the inputs; unknown values are judged when they are known."""
    plain, rules = reveal(inputs), rules_of(kind.token)
    hidden = kind.secrets | {key for key, value in inputs.items() if holds_secret(value)}
    for path, reason in _strangers(kind, kind.shape, plain, ""):
        yield CheckFailure(path, reason)
    for key in rules.get("required_by_sdk", rules["required"]):
        if plain.get(key) is None:
            yield CheckFailure(key, f"{kind.token} requires {key!r}; give it a value")
    for rule in rules["conflicts"]:
        yield from _conflicts(kind, rule, plain)
    for key, needed in rules.get("requires_with", {}).items():
        yield from _incomplete(key, needed, plain)
    for path, allowed in rules["enums"].items():
        yield from _not_in_list(kind, path, allowed, plain, hidden)
    for path, limit in rules["limits"].items():
        yield from _beyond_limit(path, limit, plain, hidden)
    yield from _against_prose(kind, plain, reveal(olds or {}), hidden)
    if not holds_unknown(plain):
        for key, reason in kind().problems(plain, reveal(olds or {})):
            yield CheckFailure(key, reason)


def _against_prose(
    kind: type[ResourceType], plain: Properties, olds: Properties, hidden: frozenset[str]
) -> Iterator[CheckFailure]:
    for breach in prose.broken(kind.token, plain, tags_of=kind.tagging.service if kind.tagging else ""):
        key = _property_of(breach.place)
        # What a look brought in is AWS's own word, as of a cluster that is in no global database any more, whose name
        # is empty; and what stays as it was is not sent.
        if key in olds and plain.get(key) == olds[key]:
            continue
        shown = _shown(breach.place, breach.value, hidden)
        found = f", and {breach.found}" if breach.found and shown != _HIDDEN else ""
        yield CheckFailure(breach.place, f"{breach.asked}{found} ({breach.source}), and is {shown}")


def _strangers(kind: type[ResourceType], shape: Shape, value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Whatever the type does not handle, at any depth."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strangers(kind, shape, item, f"{path}[{index}]")
    elif isinstance(value, dict) and ANY_KEY not in shape:
        known = ", ".join(sorted(shape)) if path else ", ".join(sorted(kind.inputs))
        what = f"{kind.token}'s {path}" if path else kind.token
        for key in sorted(value):
            here = f"{path}.{key}" if path else key
            if key in shape:
                yield from _strangers(kind, shape[key], value[key], here)
            else:
                knows = f"it knows {known}" if known else "it knows it only as a plain value"
                reason = (
                    f"the sandbox's {what} does not know the property {key!r}; {knows}. Use the real provider for it"
                )
                yield here, reason


def _conflicts(kind: type[ResourceType], rule: Any, inputs: Properties) -> Iterator[CheckFailure]:  # noqa: ANN401 - JSON
    if isinstance(rule, list):
        rule = {"at_most_one_of": rule}
    for meaning, keys in rule.items():
        if meaning == "conflicts_with":
            pairs = [[key, other] for key, others in keys.items() for other in others]
        else:
            pairs = [keys]
        for group in pairs:
            yield from _conflict(kind, "at_most_one_of" if len(pairs) > 1 else meaning, group, inputs)


def _conflict(kind: type[ResourceType], meaning: str, keys: list[str], inputs: Properties) -> Iterator[CheckFailure]:
    parent = parent_of(keys)
    names = {key.removeprefix(f"{parent}."): key for key in keys if _is_handled(kind.shape, key)}
    for place, holder in values_at(inputs, parent):
        values = {name: [value for _, value in values_at(holder, name)] for name in names}
        # An unknown value may turn out to be none at all, so it speaks neither for nor against.
        maybe = [name for name, found in values.items() if UNKNOWN in found]
        sure = [name for name, found in values.items() if name not in maybe and not all(map(is_nothing, found))]
        where, listed = (f"{place}." if place else ""), ", ".join(names)
        if len(sure) > 1 and meaning in _ONE_AT_MOST:
            yield CheckFailure(
                f"{where}{sure[0]}", f"{kind.token} takes only one of {listed}, and {', '.join(sure)} are given"
            )
        elif names and not sure and not maybe and meaning in _ONE_AT_LEAST:
            yield CheckFailure(f"{where}{next(iter(names))}", f"{kind.token} needs one of {listed}")
        elif meaning == "required_together" and sure and len(sure) + len(maybe) < len(keys):
            yield CheckFailure(f"{where}{sure[0]}", f"{kind.token} takes {', '.join(keys)} together or not at all")


def _incomplete(key: str, needed: list[str], inputs: Properties) -> Iterator[CheckFailure]:
    missing = [name for name in needed if inputs.get(name) is None]
    if not is_nothing(inputs.get(key)) and missing:
        yield CheckFailure(key, f"{key!r} needs {', '.join(missing)} beside it")


def _not_in_list(
    kind: type[ResourceType], path: str, allowed: list[Any], inputs: Properties, hidden: frozenset[str]
) -> Iterator[CheckFailure]:
    possible = [canonical(kind, path, entry) for entry in allowed]
    for place, value in values_at(inputs, path):
        for item in value if isinstance(value, list) else [value]:
            meant = canonical(kind, path, item)
            if not holds_unknown(item) and not any(same_scalar(meant, entry) for entry in possible):
                reason = f"{_shown(path, item, hidden)} is not one of {', '.join(map(str, allowed))}"
                yield CheckFailure(place, reason)


def _beyond_limit(path: str, limit: str, inputs: Properties, hidden: frozenset[str]) -> Iterator[CheckFailure]:
    for place, value in values_at(inputs, path):
        said = "" if holds_unknown(value) else broken(limit, value)
        if said:
            yield CheckFailure(place, f"{said}, and is {_shown(path, value, hidden)}")


def _shown(path: str, value: Any, hidden: frozenset[str]) -> str:  # noqa: ANN401 - a property value
    return _HIDDEN if _property_of(path) in hidden else repr(value)


def _property_of(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]
