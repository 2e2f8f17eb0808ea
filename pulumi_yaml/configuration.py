"""A stack's configuration as the CLI hands it to a program: every value a text, structured ones as JSON of Go's."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pulumi_yaml.document import OtherKey, Value
from pulumi_yaml.errors import PulumiYamlError
from pulumi_yaml.instants import Instant
from pulumi_yaml.numbers import json_number, plain_number

_SECURE = "secure"
# encoding/json keeps its output safe inside HTML and JavaScript.
_ESCAPED = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Secret:
    """A value that is encrypted."""

    sealed: str


def configuration_of(content: Value, project: str) -> dict[str, Value]:
    """`namespace:key` -> value of what a stack file says under `config`. Raises PulumiYamlError."""
    if content is None:
        return {}
    if not isinstance(content, dict):
        msg = f"it must hold keys with values, and is {_kind(content)}; write config: and the keys under it"
        raise PulumiYamlError(msg)
    if others := [key for key in content if isinstance(key, OtherKey)]:
        msg = f"the key {others[0]} is no text; write one"
        raise PulumiYamlError(msg)
    given = content.get("config")
    if given is None:
        return {}
    if not isinstance(given, dict):
        msg = f"config: must hold keys with values, and is {_kind(given)}"
        raise PulumiYamlError(msg)
    return dict(_qualified(given, project))


def text_of(value: Value, reveal: Callable[[str], str]) -> str:
    """What a program is given of a value; `reveal` opens what is encrypted. Raises PulumiYamlError."""
    if (secret := secret_of(value)) is not None:
        return reveal(secret.sealed)
    if isinstance(value, (list, dict)):
        return go_json(value, reveal)
    return "" if value is None else value if isinstance(value, str) else _scalar(value, plain_number)


def secret_of(value: Value) -> Secret | None:
    """The secret that a value is, where it is one."""
    sealed = value[_SECURE] if isinstance(value, dict) and set(value) == {_SECURE} else None
    return Secret(sealed) if isinstance(sealed, str) else None


def holds_secret(value: Value) -> bool:
    """Whether a value is encrypted, or something in it."""
    if secret_of(value) is not None:
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds_secret(item) for item in items)


def go_json(value: Value, reveal: Callable[[str], str]) -> str:
    """A value as Go writes it into JSON: keys in order, no spaces. Raises PulumiYamlError."""
    if (secret := secret_of(value)) is not None:
        return _quoted(reveal(secret.sealed))
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{go_json(value[key], reveal)}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(go_json(item, reveal) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, (str, Instant)):
        return _quoted(str(value))
    return _scalar(value, json_number)


def _qualified(given: Mapping[str, Value], project: str) -> Iterator[tuple[str, Value]]:
    seen: dict[str, str] = {}
    for key, value in given.items():
        if isinstance(key, OtherKey):
            msg = f"the key {key} is no text; write namespace:key"
            raise PulumiYamlError(msg)
        namespace, colon, name = key.partition(":")
        if not colon:
            namespace, name = project, key
        # An old form: namespace:config:key.
        name = name.removeprefix("config:")
        if ":" in name:
            msg = f"{key} has more than one colon; write namespace:key"
            raise PulumiYamlError(msg)
        full = f"{namespace}:{name}"
        if full in seen:
            # The CLI takes now the one, now the other.
            msg = f"{key} and {seen[full]} are one key; keep one of the two"
            raise PulumiYamlError(msg)
        seen[full] = key
        yield full, value


def _scalar(value: bool | float | Instant, number: Callable[[float], str]) -> str:  # noqa: FBT001 - a value of YAML
    if isinstance(value, Instant):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not math.isfinite(value):
        msg = f"{value} is no number that JSON has; write a finite one, or quote it"
        raise PulumiYamlError(msg)
    return number(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPED)


def _kind(value: Value) -> str:
    return "a list" if isinstance(value, list) else f"the value {value}"
