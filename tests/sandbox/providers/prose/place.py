"""Inputs that hold one value at a path of the table."""

import json
from typing import Any

from sandbox.providers.aws.prose.table import Rule


def inputs_with(rule: Rule, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a property value
    """The least that a rule looks at."""
    held = _at(rule.inside, value) if rule.inside else value
    if rule.inside:
        held = json.dumps(held)
    elif rule.of:
        held = {value: "a"} if rule.of == "keys" else {"a": value}
    inputs = _at(rule.path, held)
    assert isinstance(inputs, dict), f"{rule.path} is a path of inputs"
    return {**rule.when, **inputs}


def _at(path: str, value: Any) -> Any:  # noqa: ANN401
    for part in reversed(path.split(".")):
        name = part.removesuffix("[]")
        held = [value] if part.endswith("[]") else value
        value = {name: held} if name else held
    return value
