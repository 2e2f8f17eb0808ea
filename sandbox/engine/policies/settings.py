"""How strict each rule of a pack is, and what it is told: the pack's defaults, then the user's file. Pure.

Stricter than Pulumi's engine in one thing: it takes a rule or a property that the pack does not have without a word,
so that a typing error switches nothing on and nobody hears of it. Here it is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.engine.errors import EngineError
from sandbox.protocol.protobufs import analyzer_pb2
from sandbox.protocol.values import from_struct

LEVELS: Mapping[str, analyzer_pb2.EnforcementLevel.ValueType] = {
    "advisory": analyzer_pb2.ADVISORY,
    "mandatory": analyzer_pb2.MANDATORY,
    "disabled": analyzer_pb2.DISABLED,
}
_NAMES = {number: name for name, number in LEVELS.items()}
_EVERY, _LEVEL = "all", "enforcementLevel"


class SettingsError(EngineError):
    """Settings of a pack that cannot be followed."""


@dataclass(frozen=True)
class RuleSetting:
    """One rule's."""

    level: str
    properties: Mapping[str, Any]


def pack_settings(info: analyzer_pb2.AnalyzerInfo, given: Mapping[str, Any], origin: str) -> dict[str, RuleSetting]:
    """Every rule's setting. Raises SettingsError for what the pack does not know, and for what no rule may be told."""
    rules = {rule.name: rule for rule in info.policies}
    unknown = sorted(set(given) - set(rules) - {_EVERY})
    if unknown:
        msg = f"{origin}: the pack {info.name} has no rule {', '.join(unknown)}; it has: {', '.join(sorted(rules))}"
        raise SettingsError(msg)
    everywhere = _split(given.get(_EVERY), origin, _EVERY)[0]
    return {name: _setting(rule, given.get(name), everywhere, origin) for name, rule in rules.items()}


def _setting(rule: analyzer_pb2.PolicyInfo, given: object, everywhere: str | None, origin: str) -> RuleSetting:
    if rule.enforcementLevel == analyzer_pb2.REMEDIATE:
        msg = f"the rule {rule.name} rewrites resources, which the sandbox engine does not do; use the pulumi CLI"
        raise SettingsError(msg)
    level, properties = _split(given, origin, rule.name)
    schema = from_struct(rule.configSchema.properties)
    defaults = {key: entry["default"] for key, entry in schema.items() if "default" in entry}
    told = {**defaults, **properties}
    _check(rule, schema, told, origin)
    return RuleSetting(level or everywhere or _NAMES[rule.enforcementLevel], told)


def _split(given: Any, origin: str, rule: str) -> tuple[str | None, Mapping[str, Any]]:  # noqa: ANN401 - JSON
    """Read a level by itself, or an object that may name one."""
    if given is None:
        return None, {}
    level = given.get(_LEVEL) if isinstance(given, dict) else given
    if level is not None and level not in LEVELS:
        msg = f"{origin}: {rule}: the level is {level!r}; write one of {', '.join(LEVELS)}"
        raise SettingsError(msg)
    properties = {key: value for key, value in given.items() if key != _LEVEL} if isinstance(given, dict) else {}
    return level, properties


def _check(rule: analyzer_pb2.PolicyInfo, schema: Mapping[str, Any], told: Mapping[str, Any], origin: str) -> None:
    unknown = sorted(set(told) - set(schema))
    if unknown:
        msg = f"{origin}: {rule.name} takes no {', '.join(unknown)}; it takes: {', '.join(sorted(schema)) or 'nothing'}"
        raise SettingsError(msg)
    if not schema:
        return
    # Half a tenth of a second that only a pack with settings pays for.
    import jsonschema  # noqa: PLC0415

    whole = {"type": "object", "properties": dict(schema), "required": list(rule.configSchema.required)}
    for error in jsonschema.Draft202012Validator(whole).iter_errors(dict(told)):
        where = ".".join(str(part) for part in error.absolute_path)
        msg = f"{origin}: {rule.name}: {where or 'the settings'}: {error.message}"
        raise SettingsError(msg)
