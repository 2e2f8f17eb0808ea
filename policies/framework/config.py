"""What a rule may be told: its settings, with their schema, defaults, and what is wrong with what it was told.

The engine fills in defaults and checks types, but lets misspelt properties pass, and without an engine nobody does
either. So the pack does both itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Mapping[str, Any]]

EXEMPT = "exempt"
EXEMPTIONS: Mapping[str, Any] = {
    "type": "array",
    "default": [],
    "description": "Resources that the rule lets be, each with a reason and the last day on which it does.",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["urn", "reason", "expires"],
        "properties": {
            "urn": {"type": "string", "minLength": 12, "description": "URN; * stands for any part of it."},
            "reason": {"type": "string", "minLength": 10},
            "expires": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "approvedBy": {"type": "string"},
        },
    },
}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int, float),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
}


@dataclass(frozen=True)
class Settings:
    """The settings of one rule: given or default."""

    values: Mapping[str, Any]

    def count(self, key: str) -> int:
        """Give a whole number. The protocol sends it as a float."""
        return int(self.values[key])

    def text(self, key: str) -> str:
        """Give a text; empty where none was given."""
        return str(self.values[key] or "")

    def names(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        return tuple(str(each) for each in self.values[key])

    def counts(self, key: str) -> dict[str, int]:
        """Give whole numbers by name."""
        return {name: int(value) for name, value in dict(self.values[key]).items()}


def resolve(schema: Schema, given: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Fill in defaults. What cannot be used is left out and named among the problems."""
    values = {key: entry["default"] for key, entry in schema.items()}
    problems = []
    for key, value in given.items():
        if key not in schema:
            problems.append(f"has no setting {key}; it knows {', '.join(sorted(schema))}")
        elif not _fits(schema[key], value):
            problems.append(f"wants {_wanted(schema[key])} as {key}")
        elif schema[key]["type"] == "object":
            values[key] = {**values[key], **value}
        else:
            values[key] = value
    return Settings(values), problems


def _fits(entry: Mapping[str, Any], value: Any) -> bool:  # noqa: ANN401 - it comes from outside
    kinds = _TYPES[entry["type"]]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        return False
    if isinstance(value, float) and entry["type"] == "integer" and not value.is_integer():
        return False
    return bool(value >= entry["minimum"]) if "minimum" in entry else True


def _wanted(entry: Mapping[str, Any]) -> str:
    least = f", at least {entry['minimum']}" if "minimum" in entry else ""
    return f"{entry['type']}{least}"
