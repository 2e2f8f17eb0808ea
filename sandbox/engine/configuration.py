"""A stack's configuration: declared by the project, given by the stack's file, checked as the CLI checks it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from sandbox.engine.crypter import Crypter, passphrase_from_environment
from sandbox.engine.errors import EngineError

_SECURE = "secure"
_TYPES = ("string", "integer", "boolean", "array", "object")
_INTEGER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True)
class Configuration:
    """A stack's configuration as the program gets it: every value a text, structured ones as JSON."""

    values: Mapping[str, str]
    secret_keys: tuple[str, ...] = ()
    # What must not be shown: every secret in the configuration, also those inside structured values.
    secret_texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declarations:
    """What Pulumi.yaml says of the configuration."""

    project: str
    entries: Mapping[str, Any]

    def qualified(self, key: str) -> str:
        """The key with its namespace, which is the project's where it names none."""
        return key if ":" in key else f"{self.project}:{key}"

    def defaults(self) -> dict[str, Any]:
        """Values that hold where a stack gives none."""
        found = {}
        for key, entry in self.entries.items():
            if not isinstance(entry, dict):
                found[self.qualified(key)] = entry
            elif "value" in entry or "default" in entry:
                found[self.qualified(key)] = entry["value"] if "value" in entry else entry["default"]
        return found

    def typed(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Declarations of the project's own keys that say what a value must be."""
        for key, entry in self.entries.items():
            if isinstance(entry, dict) and self.qualified(key).startswith(f"{self.project}:"):
                yield self.qualified(key), entry

    def refuse_problems(self, file: str) -> None:
        """Raise EngineError where a declaration itself is not right."""
        problems = [problem for key, entry in self.entries.items() for problem in self._problems(key, entry)]
        if problems:
            raise EngineError("\n".join(f"{file}: config: {problem}" for problem in problems))

    def _problems(self, key: str, entry: Any) -> Iterator[str]:  # noqa: ANN401 - any YAML value
        if not isinstance(entry, dict) or "type" not in entry:
            return
        kind = entry["type"]
        if kind not in _TYPES:
            yield f"{key}: {kind!r} is not a type; write one of {', '.join(_TYPES)}"
        elif kind == "array" and not isinstance(entry.get("items"), dict):
            yield f"{key}: an array says what it holds; write items: {{type: string}}, for instance"
        elif "default" in entry and not is_of_type(entry["default"], entry):
            yield f"{key}: the default {entry['default']!r} is not of type {kind}; write a value of that type"
        if not self.qualified(key).startswith(f"{self.project}:"):
            yield f"{key}: belongs to another package, so it has no type here; write value: instead"


@dataclass(frozen=True)
class StackConfiguration:
    """What a stack's file gives. `salt` is what the file keeps of its passphrase."""

    declared: Declarations
    file: str
    given: Mapping[str, Any]
    salt: str

    def resolve(self, overrides: Mapping[str, str]) -> Configuration:
        """The values, opened and checked. Raises EngineError that lists everything that is wrong."""
        opened = _Opened()
        given = {self.declared.qualified(key): self._open(value, opened) for key, value in self.given.items()}
        secret_keys = {self.declared.qualified(key) for key, value in self.given.items() if _holds_secure(value)}
        values = {**self.declared.defaults(), **given}
        for key, text in overrides.items():
            _override(values, key, text)
        problems = list(self._problems(values, secret_keys))
        if problems:
            raise EngineError("\n".join(problems))
        texts = {key: _text(value) for key, value in values.items()}
        return Configuration(texts, tuple(sorted(secret_keys)), tuple(opened.texts))

    def _open(self, value: Any, opened: "_Opened") -> Any:  # noqa: ANN401 - any YAML value
        if _is_secure(value):
            return opened.decrypt(self.salt, str(value[_SECURE]))
        if isinstance(value, dict):
            return {key: self._open(item, opened) for key, item in value.items()}
        if isinstance(value, list):
            return [self._open(item, opened) for item in value]
        return value

    def _problems(self, values: Mapping[str, Any], secret_keys: set[str]) -> Iterator[str]:
        for key, value in values.items():
            if value is None:
                yield f"{self.file}: {key}: has no value; write one, or take the line out"
        for key, entry in self.declared.typed():
            if key not in values:
                yield f"{self.file}: {key}: is missing; add it ({entry.get('description', entry.get('type', 'any'))})"
            elif values[key] is not None and "type" in entry and not is_of_type(values[key], entry):
                yield f"{self.file}: {key}: {values[key]!r} is not of type {entry['type']}; write a value of that type"
            elif entry.get("secret") and key in self.given and key not in secret_keys:
                yield f"{self.file}: {key}: must be encrypted; set it with `pulumi config set --secret`"


class _Opened:
    """Decrypts secrets of one file and remembers what must not be shown. Opens the passphrase when first needed."""

    def __init__(self) -> None:
        self._crypter: Crypter | None = None
        self.texts: list[str] = []

    def decrypt(self, salt: str, sealed: str) -> str:
        if self._crypter is None:
            self._crypter = Crypter.open(passphrase_from_environment(), salt)
        text = self._crypter.decrypt(sealed)
        self.texts.append(text)
        return text


def is_of_type(value: Any, declaration: Mapping[str, Any]) -> bool:  # noqa: ANN401 - any YAML value
    """Whether a value is what a declaration (`type`, `items`) asks for; a plain value may be a text of it."""
    match declaration["type"]:
        case "string":
            return not isinstance(value, (dict, list))
        case "integer":
            whole = isinstance(value, float) and value.is_integer()
            text = isinstance(value, str) and _INTEGER.fullmatch(value) is not None
            return whole or text or (isinstance(value, int) and not isinstance(value, bool))
        case "boolean":
            return isinstance(value, bool) or value in ("true", "false")
        case "array":
            items = declaration.get("items")
            return isinstance(value, list) and (items is None or all(is_of_type(item, items) for item in value))
        case _:
            return isinstance(value, dict)


def _override(values: dict[str, Any], key: str, text: str) -> None:
    """Set `namespace:key` or, inside a structured value, `namespace:key.inner`. Raises EngineError."""
    name, *inner = key.split(".")
    if not inner and not isinstance(values.get(name), (dict, list)):
        values[name] = text
        return
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        msg = f"--config {key}: {text!r} is not a value: {error}"
        raise EngineError(msg) from error
    target, part = values, name
    for each in inner:
        below = target.get(part, {})
        if not isinstance(below, dict):
            msg = f"--config {key}: {part!r} is {below!r} and holds no {each!r}; name a structured value"
            raise EngineError(msg)
        target[part] = below = dict(below)
        target, part = below, each
    target[part] = value


def _is_secure(value: Any) -> bool:  # noqa: ANN401 - any YAML value
    return isinstance(value, dict) and set(value) == {_SECURE}


def _holds_secure(value: Any) -> bool:  # noqa: ANN401 - any YAML value
    if _is_secure(value):
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds_secure(item) for item in items)


def _text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
