"""Policy variables: `${aws:username}` in a resource or a condition stands for the caller's. Pure."""

import re

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.patterns import literal

_VARIABLE = re.compile(r"\$\{(?P<key>[^},]+)(?:,\s*'(?P<default>[^']*)')?\}")
# How a policy writes these characters where it means no wildcard and no variable.
_CHARACTERS = frozenset("*?$")


def keys_of(text: str) -> list[str]:
    """The condition keys that it names."""
    return [found["key"].strip() for found in _VARIABLE.finditer(text) if found["key"] not in _CHARACTERS]


def filled(text: str, context: Context) -> str | None:
    """The text with every variable in its place; None where one is absent; raises LookupError where one is unknown."""
    if "${" not in text:
        return text
    pieces: list[str] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        value = _value(found["key"].strip(), found["default"], context)
        if value is None:
            return None
        pieces.append(literal(value))
    return "".join([*pieces, text[end:]])


def _value(key: str, default: str | None, context: Context) -> str | None:
    if key in _CHARACTERS:
        return key
    values = context.look(key)
    if values is None:
        raise LookupError(key)
    return values[0] if len(values) == 1 else default
