"""What Pulumi.yaml gives to every stack: `config`, where a key has a `value` or a `default`, or is one in short."""

from collections.abc import Mapping

from pulumi_yaml.configuration import holds_secret
from pulumi_yaml.document import OtherKey, Value
from pulumi_yaml.errors import PulumiYamlError
from pulumi_yaml.instants import Instant


def project_values_of(content: Value, project: str) -> dict[str, Value]:
    """`namespace:key` -> the value that a stack has which gives none. Raises PulumiYamlError.

    A stack that gives one has only that, in a map too: the CLI lays no map over another.
    """
    declared = content.get("config") if isinstance(content, dict) else None
    if declared is None:
        return {}
    if not isinstance(declared, dict):
        msg = "config: must hold keys with values; write the keys below it"
        raise PulumiYamlError(msg)
    found: dict[str, Value] = {}
    named: dict[str, str] = {}
    for key, entry in declared.items():
        if isinstance(key, OtherKey):
            msg = f"the key {key} is no text; write one"
            raise PulumiYamlError(msg)
        full = key if ":" in key else f"{project}:{key}"
        if full in named:
            # The CLI takes the one or the other.
            msg = f"{key} and {named[full]} are one key; keep one of the two"
            raise PulumiYamlError(msg)
        named[full] = key
        if (value := _value_of(key, entry)) is not None:
            found[full] = _dates_as_json(value)
    return found


def _value_of(key: str, entry: Value) -> Value:
    if not isinstance(entry, dict):
        return entry
    given: Mapping[str, Value] = {name: entry[name] for name in ("value", "default") if entry.get(name) is not None}
    if len(given) > 1:
        msg = f"{key} has a value and a default; keep one of the two"
        raise PulumiYamlError(msg)
    value = next(iter(given.values()), None)
    if holds_secret(value):
        msg = f"{key} is encrypted, which the CLI opens in a stack file alone; give it there"
        raise PulumiYamlError(msg)
    return value


def _dates_as_json(value: Value) -> Value:
    # What Pulumi.yaml gives goes through JSON, which writes dates in its own way.
    if isinstance(value, dict):
        return {key: _dates_as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_json(item) for item in value]
    return value.rfc3339() if isinstance(value, Instant) else value
