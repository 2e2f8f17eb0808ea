"""The limits of the facts that are written so regularly that they can be enforced; any other is left to AWS. Pure."""

import json
import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

_RANGE = re.compile(r"(?:(?P<or>-?\d+) or )?(?:int |float )?(?P<low>-?[\d.]+?)\.\.(?P<high>[\d.]+)")
_LENGTH = re.compile(r"length (?:(?P<low>\d+)\.\.(?P<high>\d+)|<= (?P<most>\d+))")
_BOUND = re.compile(r"(?:int )?(?P<word>at most|at least|>=|<=) (?P<bound>\d+)")


def broken(limit: str, value: Any) -> str:  # noqa: ANN401 - a property value
    """What a value breaks of a limit, in words, or nothing. Parts that are not understood break nothing."""
    for part in limit.split(", "):
        said = _broken_part(part.strip(), value)
        if said:
            return said
    return ""


def _broken_part(part: str, value: Any) -> str:  # noqa: ANN401
    length = _LENGTH.fullmatch(part)
    if length:
        low, high = int(length["low"] or 0), int(length["high"] or length["most"])
        return "" if not isinstance(value, str) or low <= len(value) <= high else f"must be {low} to {high} characters"
    numbers = _RANGE.fullmatch(part)
    if numbers:
        return _broken_range(numbers, value)
    bound = _BOUND.fullmatch(part)
    if bound:
        return _broken_bound(bound["word"], int(bound["bound"]), value)
    form = _FORMS.get(part)
    if form and isinstance(value, str) and value and not form[0](value):
        return form[1]
    return ""


def _broken_range(numbers: re.Match[str], value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    low, high = float(numbers["low"]), float(numbers["high"])
    if low <= value <= high or (numbers["or"] and value == int(numbers["or"])):
        return ""
    other = f"{numbers['or']} or " if numbers["or"] else ""
    return f"must be {other}{low:g} to {high:g}"


def _broken_bound(word: str, bound: int, value: Any) -> str:  # noqa: ANN401
    counted = isinstance(value, list)
    if isinstance(value, bool) or not isinstance(value, int | float | list):
        return ""
    size = len(value) if isinstance(value, list) else value
    unit = " entries" if counted else ""
    if word in {"at most", "<="}:
        return f"must be at most {bound}{unit}" if size > bound else ""
    return f"must be at least {bound}{unit}" if size < bound else ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _is_network(version: int) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            return ip_network(text).version == version
        except ValueError:
            return False

    return test


_FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "ARN": (lambda text: text.startswith("arn:"), "must be an ARN"),
    "JSON": (_is_json, "must be JSON"),
    "JSON policy document": (_is_json, "must be JSON"),
    "IAM policy JSON": (_is_json, "must be JSON"),
    "IPv4 network CIDR": (_is_network(4), "must be an IPv4 network like 10.0.0.0/16"),
    "IPv4 network address CIDR": (_is_network(4), "must be an IPv4 network like 10.0.0.0/16"),
    "IPv6 network address CIDR": (_is_network(6), "must be an IPv6 network like fd00::/64"),
}
