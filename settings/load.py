"""Read a stack's settings from Pulumi's configuration, and say everything that is wrong with them at once."""

import json
import os
from collections.abc import Mapping
from typing import get_args, get_origin

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import BaseModel, ValidationError

from settings.problems import problems_of
from settings.stack import DECLARED_WORKLOADS, StackSettings

NAMESPACE = "standby"


def settings_from_pulumi(declared: Mapping[str, bool]) -> StackSettings:
    """Read the settings of the stack that is being run; `declared` says what workloads answer requests.

    Raises pulumi.RunError with one line per problem: file, key, what is wrong and what to write.
    """
    configuration = {**get_config_env(), **CONFIG.get()}
    return load_settings(configuration, stack_file=f"Pulumi.{pulumi.get_stack()}.yaml", declared=declared)


def load_settings(configuration: Mapping[str, str], *, stack_file: str, declared: Mapping[str, bool]) -> StackSettings:
    """Build settings from `standby:key` -> value; structured values are JSON, as Pulumi passes them.

    Keys of other namespaces (`aws:…`, `pulumi:…`) are not looked at. Raises pulumi.RunError.
    """
    prefix = f"{NAMESPACE}:"
    values = {
        key.removeprefix(prefix): _structured(key.removeprefix(prefix), value)
        for key, value in configuration.items()
        if key.startswith(prefix)
    }
    try:
        return StackSettings.model_validate(values, context={DECLARED_WORKLOADS: declared})
    except ValidationError as error:
        lines = [
            f"{stack_file}: {prefix}{problem.key}: {problem.text}" for problem in problems_of(StackSettings, error)
        ]
        summary = f"{len(lines)} problem(s) in the stack's configuration; nothing was changed"
        raise pulumi.RunError(os.linesep.join([summary, *lines])) from None


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
