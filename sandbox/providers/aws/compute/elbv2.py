"""Load balancing: shared between the resource types of ELBv2."""

from collections.abc import Mapping
from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, same_names, unpick
from sandbox.providers.aws.resource_type import below

_REDIRECT = pascal_names("protocol", "port", "host", "path", "query", "statusCode")
_FIXED_RESPONSE = pascal_names("contentType", "statusCode", "messageBody")
_ACTION = pascal_names("type", "order", "targetGroupArn")
_NESTED = {"redirect": ("RedirectConfig", _REDIRECT), "fixedResponse": ("FixedResponseConfig", _FIXED_RESPONSE)}


def action_paths(name: str) -> frozenset[str]:
    """What is handled of the actions in the property `name`."""
    nested = [below(f"{name}[].{key}", *fields) for key, (_, fields) in _NESTED.items()]
    return below(f"{name}[]", *_ACTION).union(*nested)


def actions(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pulumi's actions of a listener or a rule as the API takes them."""
    return [
        {
            **pick(entry, _ACTION),
            **{aws: pick(_texts(entry[key]), fields) for key, (aws, fields) in _NESTED.items() if entry.get(key)},
        }
        for entry in entries
    ]


def actions_said(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The way back of `actions`."""
    return [
        {
            **unpick(entry, _ACTION),
            **{key: unpick(entry[aws], fields) for key, (aws, fields) in _NESTED.items() if entry.get(aws)},
        }
        for entry in entries
    ]


def tag_arguments(call: Call) -> dict[str, Any]:
    """Tags for a create call: the API refuses an empty list."""
    return given(Tags=call.tag_list())


def one(call: Call, operation: str, key: str, arn: str, argument: str, gone: str) -> dict[str, Any] | None:
    """Describe one resource by its ARN, or None where it is gone."""
    describe = getattr(call.client("elbv2"), operation)
    answer = found(lambda: describe(**{argument: [arn]}), gone)
    return next(iter(answer[key]), None) if answer else None


def attributes(inputs: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The inputs that are attributes, as the API takes them: texts only."""
    return [{"Key": key, "Value": _text(inputs[name])} for name, key in names.items() if inputs.get(name) is not None]


def attributes_said(entries: list[dict[str, str]], names: Mapping[str, str]) -> dict[str, Any]:
    """The way back of `attributes`: flags and numbers as what they are."""
    return unpick({entry["Key"]: _value(entry["Value"]) for entry in entries}, names)


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in pick(values, same_names(*values)).items()}


def _text(value: Any) -> str:  # noqa: ANN401 - a property value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _value(text: str) -> Any:  # noqa: ANN401 - a property value
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if text.isdecimal() else text
