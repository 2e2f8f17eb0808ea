"""Pulumi.yaml and a stack's file: which program, which configuration, checked as the CLI checks them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sandbox.engine.crypter import Crypter, passphrase_from_environment
from sandbox.engine.errors import EngineError

_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: not isinstance(value, (dict, list)),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


@dataclass(frozen=True)
class Configuration:
    """A stack's configuration as the program gets it: every value a text, structured ones as JSON."""

    values: Mapping[str, str]
    secret_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi.yaml."""

    directory: Path
    name: str
    declared: Mapping[str, Any]

    @classmethod
    def load(cls, directory: Path) -> "Project":
        """Read Pulumi.yaml. Raises EngineError where there is none or it is not a Python project."""
        path = directory / "Pulumi.yaml"
        if not path.exists():
            msg = f"there is no Pulumi.yaml in {directory}; run this in the project's folder"
            raise EngineError(msg)
        content = _read_yaml(path)
        runtime = content.get("runtime")
        language = runtime.get("name") if isinstance(runtime, dict) else runtime
        if language != "python":
            msg = f"{path} has runtime {language!r}; the sandbox engine runs only python"
            raise EngineError(msg)
        return cls(directory, str(content["name"]), content.get("config") or {})

    def stack_files(self) -> list[str]:
        """Names of the stacks that have a file here."""
        return sorted(path.name.split(".")[1] for path in self.directory.glob("Pulumi.*.yaml"))

    def configuration(self, stack: str, *, file: Path | None, overrides: Mapping[str, str]) -> Configuration:
        """A stack's configuration: its file over the project's defaults, `overrides` over both.

        Raises EngineError that lists every value that is missing or of the wrong type.
        """
        path = file or self.directory / f"Pulumi.{stack}.yaml"
        if not path.exists():
            known = ", ".join(self.stack_files()) or "none"
            msg = f"there is no {path.name}, so no stack {stack!r}; stacks with a file here: {known}"
            raise EngineError(msg)
        content = _read_yaml(path)
        given = {**(content.get("config") or {})}
        for key, text in overrides.items():
            _override(given, key, text)
        secrets = {
            key: value["secure"] for key, value in given.items() if isinstance(value, dict) and "secure" in value
        }
        if secrets:
            crypter = Crypter.open(passphrase_from_environment(), str(content.get("encryptionsalt", "")))
            given |= {key: crypter.decrypt(sealed) for key, sealed in secrets.items()}
        values = {**self._defaults(), **given}
        problems = list(self._problems(values, path.name))
        if problems:
            raise EngineError("\n".join(problems))
        return Configuration({key: _text(value) for key, value in values.items()}, tuple(sorted(secrets)))

    def _qualified(self, key: str) -> str:
        return key if ":" in key else f"{self.name}:{key}"

    def _defaults(self) -> dict[str, Any]:
        defaults = {}
        for key, declaration in self.declared.items():
            if not isinstance(declaration, dict):
                defaults[self._qualified(key)] = declaration
            elif "value" in declaration:
                defaults[self._qualified(key)] = declaration["value"]
            elif "default" in declaration:
                defaults[self._qualified(key)] = declaration["default"]
        return defaults

    def _problems(self, values: Mapping[str, Any], file: str) -> Iterator[str]:
        for key, declaration in self.declared.items():
            if not isinstance(declaration, dict) or "type" not in declaration:
                continue
            qualified, kind = self._qualified(key), declaration["type"]
            if qualified not in values:
                yield f"{file}: {qualified}: is missing; add it ({declaration.get('description', kind)})"
            elif not _TYPES[kind](values[qualified]):
                yield f"{file}: {qualified}: {values[qualified]!r} is not of type {kind}; write a value of that type"


def _override(given: dict[str, Any], key: str, text: str) -> None:
    """Set `namespace:key` or, inside a structured value, `namespace:key.inner`."""
    name, *inner = key.split(".")
    value = yaml.safe_load(text) if inner or isinstance(given.get(name), (dict, list)) else text
    if not inner:
        given[name] = value
        return
    target = given.setdefault(name, {})
    given[name] = target = dict(target)
    for part in inner[:-1]:
        target[part] = dict(target.get(part) or {})
        target = target[part]
    target[inner[-1]] = value


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text())
    except yaml.YAMLError as error:
        msg = f"{path} is not readable YAML: {error}"
        raise EngineError(msg) from error
    if not isinstance(content, dict):
        msg = f"{path} holds no settings"
        raise EngineError(msg)
    return content


def _text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
