"""The repository's stack files, as Pulumi hands them to the program."""

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


def configuration(stack: str, **changes: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    """The stack's configuration; `changes` replace top-level values, and None removes one."""
    values = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    values |= {f"standby:{key}": value for key, value in changes.items()}
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in values.items()
        if value is not None
    }
