"""The repository's stack files, as Pulumi hands them to the program."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from components.compute.compute import DECLARED
from settings import StackSettings
from settings.load import load_settings
from settings.stack_files import StackFile

ROOT = Path(__file__).resolve().parents[1]
HOME, PEER = "prod-east", "dr-west"
STACKS = (HOME, PEER)
# The day of every test: versions end, and a test says the same next year.
TODAY = date(2026, 11, 30)


def content(stack: str) -> dict[str, Any]:
    """What the stack file says over Pulumi.yaml, by key without its namespace."""
    file = StackFile.read(ROOT, stack)
    return copy.deepcopy({**file.project.given, **file.own.given})


def changed(values: dict[str, Any], path: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML
    """A copy with one value changed; `path` is dotted. The value `...` removes the key."""
    copied = copy.deepcopy(values)
    *folders, last = path.split(".")
    place = copied
    for folder in folders:
        place = place[folder]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copied


def configuration(values: dict[str, Any]) -> dict[str, str]:
    """The values as Pulumi passes them: texts, and JSON for what has a structure."""
    return {
        f"standby:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in values.items()
        if value is not None
    }


def settings_of(stack: str, **changes: Any) -> StackSettings:  # noqa: ANN401 - YAML
    """The stack's settings; `changes` replace top-level values."""
    return load(stack, content(stack) | changes)


def load(stack: str, values: dict[str, Any], on: date = TODAY) -> StackSettings:
    """Read values as the program does on a day."""
    return load_settings(configuration(values), places=lambda _: f"Pulumi.{stack}.yaml", declared=DECLARED, on=on)
