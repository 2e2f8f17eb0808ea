"""What a plain or tagged scalar is to Go's YAML (gopkg.in/yaml.v3, `resolve`)."""

import base64
import binascii
import math
import re

from pulumi_yaml.errors import PulumiYamlError
from pulumi_yaml.instants import Instant, instant

Scalar = str | int | float | bool | Instant | None

_PREFIX = "tag:yaml.org,2002:"
STR, INT, FLOAT, BOOL, NULL = (f"{_PREFIX}{name}" for name in ("str", "int", "float", "bool", "null"))
TIMESTAMP, BINARY, MERGE = (f"{_PREFIX}{name}" for name in ("timestamp", "binary", "merge"))
_KNOWN = (STR, INT, FLOAT, BOOL, NULL, TIMESTAMP)

_WORDS: dict[str, tuple[str, Scalar]] = {
    **dict.fromkeys(("true", "True", "TRUE"), (BOOL, True)),
    **dict.fromkeys(("false", "False", "FALSE"), (BOOL, False)),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), (NULL, None)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), (FLOAT, math.nan)),
    **{f"{sign}{word}": (FLOAT, math.inf) for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **{f"-{word}": (FLOAT, -math.inf) for word in (".inf", ".Inf", ".INF")},
    "<<": (MERGE, "<<"),
}
# A number is looked at without its underscores, unless it begins with a point.
_INTEGER = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?:0[xX](?P<x>[0-9a-fA-F]+)|0[bB](?P<b>[01]+)|0[oO]?(?P<o>[0-7]+)|(?P<d>0|[1-9][0-9]*))"
)
_BASES = {"x": 16, "b": 2, "o": 8, "d": 10}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_POINT_FIRST = re.compile(r"\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?")
# Digits of Go's largest integer to the base 2: Python refuses to read numbers of thousands.
_LONGEST = 64
_LOWEST, _HIGHEST, _HIGHEST_UNSIGNED = -(2**63), 2**63 - 1, 2**64 - 1


def resolved(text: str, tag: str | None, *, plain: bool, line: int | None) -> Scalar:
    """The value of a scalar. Raises PulumiYamlError where it is not what its tag says."""
    if tag == "!":
        tag = None
    if tag == STR or (tag is None and not plain):
        return text
    if tag == BINARY:
        return _from_base64(text, line)
    if tag is not None and tag not in _KNOWN:
        return text
    kind, value = _guess(text, dates=tag in (None, TIMESTAMP))
    if tag is None or kind == tag:
        return value
    if tag == FLOAT and kind == INT and isinstance(value, int):
        return float(value)
    msg = f"{text!r} is {_short(kind)}, and its tag says {_short(tag)}; take the tag out, or write such a value"
    raise PulumiYamlError(msg, line)


def _guess(text: str, *, dates: bool) -> tuple[str, Scalar]:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] == ".":
        bare = text.replace("_", "") if _POINT_FIRST.fullmatch(text) else text
    elif text[0] not in "+-0123456789":
        return STR, text
    else:
        bare = text.replace("_", "")
    if dates and (time := instant(text)):
        return TIMESTAMP, time
    if (whole := _whole(bare)) is not None:
        return INT, whole
    # What is too long for Go's integers, and `08`, which is no octal, are read as broken numbers.
    broken = _FLOAT.fullmatch(bare) is not None and not math.isinf(float(bare))
    return (FLOAT, float(bare)) if broken else (STR, text)


def _whole(text: str) -> int | None:
    found = _INTEGER.fullmatch(text)
    if not found:
        return None
    digits, base = next((found[key], base) for key, base in _BASES.items() if found[key] is not None)
    if len(digits.lstrip("0")) > _LONGEST:
        return None
    number = int(digits.lstrip("0") or "0", base) * (-1 if found["sign"] == "-" else 1)
    highest = _HIGHEST if found["sign"] else _HIGHEST_UNSIGNED
    return number if _LOWEST <= number <= highest else None


def _from_base64(text: str, line: int | None) -> str:
    try:
        return base64.b64decode("".join(text.splitlines()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        msg = "is tagged !!binary, and is no text in base64; write the text itself"
        raise PulumiYamlError(msg, line) from error


def _short(tag: str) -> str:
    return tag.replace(_PREFIX, "!!")
