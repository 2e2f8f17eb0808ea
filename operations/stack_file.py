"""The settings of a stack, read from its file without Pulumi."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from operations.errors import OperationError
from settings import StackSettings

_PREFIX = "standby:"


def settings_of(folder: Path, stack: str) -> StackSettings:
    """Read `Pulumi.STACK.yaml`. Raises OperationError with everything that is wrong with it."""
    path = folder / f"Pulumi.{stack}.yaml"
    try:
        content = yaml.safe_load(path.read_text())["config"]
        values = {key.removeprefix(_PREFIX): value for key, value in content.items() if key.startswith(_PREFIX)}
        return StackSettings.model_validate(values)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        msg = f"{path} cannot be read as a stack's settings: {error}; name the stack's folder with --folder"
        raise OperationError(msg) from error
