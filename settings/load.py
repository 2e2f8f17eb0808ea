"""Read a stack's settings from Pulumi's configuration, and say everything that is wrong with them at once."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import get_origin

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import BaseModel, ValidationError

from settings.model import InconsistentSettingsError, Problem
from settings.stack import StackSettings

NAMESPACE = "standby"


def settings_from_pulumi() -> StackSettings:
    """Read the settings of the stack that is being run.

    Raises pulumi.RunError with one line per problem: file, key, what is wrong and what to write.
    """
    configuration = {**get_config_env(), **CONFIG.get()}
    return load_settings(configuration, stack_file=f"Pulumi.{pulumi.get_stack()}.yaml")


def load_settings(configuration: Mapping[str, str], *, stack_file: str) -> StackSettings:
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
        return StackSettings.model_validate(values)
    except ValidationError as error:
        lines = [f"{stack_file}: {prefix}{problem.key}: {problem.text}" for problem in _problems(error)]
        summary = f"{len(lines)} problem(s) in the stack's configuration; nothing was changed"
        raise pulumi.RunError(os.linesep.join([summary, *lines])) from None


def _structured(key: str, value: str) -> object:
    """Decode a value that a model or a mapping stands behind; plain values stay text."""
    field = StackSettings.model_fields.get(key)
    kind = field.annotation if field else None
    if get_origin(kind) is not dict and not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _problems(error: ValidationError) -> Iterator[Problem]:
    for entry in error.errors(include_url=False):
        path = ".".join(str(part) for part in entry["loc"])
        cause = entry.get("ctx", {}).get("error")
        if isinstance(cause, InconsistentSettingsError):
            for problem in cause.problems:
                yield Problem(f"{path}.{problem.key}" if path else problem.key, problem.text)
        else:
            yield Problem(path, _advice(entry["type"], entry["msg"], entry["loc"]))


def _advice(kind: str, message: str, location: tuple[int | str, ...]) -> str:
    if kind == "extra_forbidden":
        known = _keys_at(location[:-1])
        return f"is not a known key; write one of: {', '.join(known)}" if known else "is not a known key; remove it"
    if kind == "missing":
        return "is missing; add it"
    return message.removeprefix("Value error, ")


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """List the keys that the model at `location` declares, or nothing where it cannot be told."""
    model: type[BaseModel] = StackSettings
    for part in location:
        field = model.model_fields.get(str(part))
        kind = field.annotation if field else None
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return []
        model = kind
    return sorted(model.model_fields)
