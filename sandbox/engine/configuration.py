"""A stack's configuration: declared by the project, given by the stack's file, checked as the CLI checks it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_yaml import Instant, PulumiYamlError, Value, holds_secret, project_values_of, read, secret_of, text_of
from sandbox.engine.crypter import Crypter, passphrase_from_environment
from sandbox.engine.errors import EngineError

PROJECT_FILE = "Pulumi.yaml"
_TYPES = ("string", "integer", "boolean", "array", "object")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_INTEGERS = range(-(2**63), 2**63)


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
    entries: Mapping[str, Value]

    def qualified(self, key: str) -> str:
        """The key with its namespace, which is the project's where it names none."""
        return key if ":" in key else f"{self.project}:{key}"

    def defaults(self) -> dict[str, Value]:
        """Values that hold where a stack gives none. Raises PulumiYamlError."""
        return project_values_of({"config": dict(self.entries)}, self.project)

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

    def _problems(self, key: str, entry: Value) -> Iterator[str]:
        if entry is None or isinstance(entry, (float, Instant)):
            yield f"{key}: {text_of(entry, str)!r} is no value in short; write {{default: ...}} with a type"
        if not isinstance(entry, dict) or "type" not in entry:
            return
        kind = entry["type"]
        if kind not in _TYPES:
            yield f"{key}: {kind!r} is not a type; write one of {', '.join(_TYPES)}"
        elif kind == "array" and not isinstance(entry.get("items"), dict):
            yield f"{key}: an array says what it holds; write items: {{type: string}}, for instance"
        elif entry.get("default") is not None and not is_of_type(entry["default"], entry):
            yield f"{key}: the default {entry['default']!r} is not of type {kind}; write a value of that type"
        if not self.qualified(key).startswith(f"{self.project}:"):
            yield f"{key}: belongs to another package, so it has no type here; write value: instead"


@dataclass(frozen=True)
class StackConfiguration:
    """What a stack's file gives. `salt` is what the file keeps of its passphrase."""

    declared: Declarations
    file: str
    given: Mapping[str, Value]
    salt: str

    def resolve(self, overrides: Mapping[str, str]) -> Configuration:
        """The values, opened and checked. Raises EngineError that lists everything that is wrong."""
        opened = _Opened(self.salt)
        secret_keys = {key for key, value in self.given.items() if holds_secret(value)}
        defaults = self.declared.defaults()
        given = dict(self.given)
        for key, text in overrides.items():
            # The CLI writes it into the stack's file, so a part of a value of the project's stands there alone.
            _override(given, key, text, stands_for=defaults.get(key))
        values = {**defaults, **given}
        texts = {key: self._text(key, value, opened) for key, value in values.items()}
        if problems := list(self._problems(values, texts, secret_keys)):
            raise EngineError("\n".join(problems))
        return Configuration(texts, tuple(sorted(secret_keys)), tuple(opened.texts))

    def _text(self, key: str, value: Value, opened: "_Opened") -> str:
        try:
            return text_of(value, opened.decrypt)
        except PulumiYamlError as error:
            msg = f"{self._file_of(key)}: {key}: {error}"
            raise EngineError(msg) from error

    def _file_of(self, key: str) -> str:
        return PROJECT_FILE if key not in self.given and key in self.declared.defaults() else self.file

    def _problems(self, values: Mapping[str, Value], texts: Mapping[str, str], secret_keys: set[str]) -> Iterator[str]:
        for key, entry in self.declared.typed():
            if key not in values:
                yield f"{self.file}: {key}: is missing; add it ({entry.get('description', entry.get('type', 'any'))})"
            elif "type" in entry and not is_of_type(_content(values[key], texts[key]), entry):
                told = f"{texts[key]!r} is not of type {entry['type']}"
                yield f"{self._file_of(key)}: {key}: {told}; write a value of that type"
            elif "type" in entry and entry.get("secret") and key not in secret_keys:
                yield f"{self.file}: {key}: must be encrypted; set it with `pulumi config set --secret`"


class _Opened:
    """Decrypts secrets of one file and remembers what must not be shown. Opens the passphrase when first needed."""

    def __init__(self, salt: str) -> None:
        self._salt = salt
        self._crypter: Crypter | None = None
        self.texts: list[str] = []

    def decrypt(self, sealed: str) -> str:
        if self._crypter is None:
            self._crypter = Crypter.open(passphrase_from_environment(), self._salt)
        text = self._crypter.decrypt(sealed)
        self.texts.append(text)
        return text


def is_of_type(value: Value, declaration: Mapping[str, Any]) -> bool:
    """Whether a value is what a declaration (`type`, `items`) asks for. A text may be a text of it."""
    match declaration["type"]:
        case "string":
            return isinstance(value, str)
        case "integer":
            whole = isinstance(value, float) and value.is_integer()
            text = isinstance(value, str) and _INTEGER.fullmatch(value) is not None and int(value) in _INTEGERS
            return whole or text or (isinstance(value, int) and not isinstance(value, bool))
        case "boolean":
            return isinstance(value, bool) or value in ("true", "false")
        case "array":
            items = declaration.get("items")
            return isinstance(value, list) and (items is None or all(is_of_type(item, items) for item in value))
        case _:
            return isinstance(value, dict)


def _content(value: Value, text: str) -> Value:
    """What is judged: a structure as it is, and of anything plain the text that the program gets."""
    return value if isinstance(value, (list, dict)) and secret_of(value) is None else text


def _override(values: dict[str, Value], key: str, text: str, *, stands_for: Value) -> None:
    """Set `namespace:key` or, inside a structured value, `namespace:key.inner`. Raises EngineError."""
    name, *inner = key.split(".")
    if not inner and not isinstance(values.get(name, stands_for), (dict, list)):
        values[name] = text
        return
    try:
        value = read(text)
    except PulumiYamlError as error:
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
