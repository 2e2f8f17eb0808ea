"""A stack's configuration as Pulumi hands it over, taken apart: structured values are JSON in a text."""

import json
from collections.abc import Mapping
from typing import get_args, get_origin

from pydantic import BaseModel

from settings.stack import StackSettings

NAMESPACE = "standby"


def given_values(configuration: Mapping[str, str]) -> dict[str, object]:
    """Values by their key without the namespace; keys of other namespaces (`aws:…`, `pulumi:…`) are left out."""
    prefix = f"{NAMESPACE}:"
    return {
        key.removeprefix(prefix): _structured(key.removeprefix(prefix), value)
        for key, value in configuration.items()
        if key.startswith(prefix)
    }


def _structured(key: str, value: str) -> object:
    """Decode a value that a model or a mapping stands behind; plain values stay text."""
    field = StackSettings.model_fields.get(key)
    kind = field.annotation if field else None
    if get_origin(kind) is not dict and not any(_is_model(part) for part in (kind, *get_args(kind))):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
