"""Kinds of rules: each says what it asks, and what of it a value breaks, or nothing. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sandbox.protocol.values import UNKNOWN

# What a rule asks, and what was found instead. The second may give a secret away, a letter at a time.
Verdict = tuple[str, str]
_ADDRESS = re.compile(r"\d+(\.\d+){3}")


def _characters(wanted: Mapping[str, str], value: str) -> Verdict | None:
    """`set` is inside of a regular expression's brackets; `categories` are Unicode's, by their first letters."""
    categories = tuple(wanted.get("categories", ""))
    strange = [
        character
        for character in sorted({*re.sub(f"[{wanted['set']}]", "", value)})
        if not unicodedata.category(character).startswith(categories)
    ]
    return (f"may hold only {wanted['words']}", f"not {', '.join(map(repr, strange))}") if strange else None


def _pattern(wanted: Mapping[str, str], value: str) -> Verdict | None:
    """Letters and digits are those of ASCII, as in AWS's own patterns."""
    return None if re.fullmatch(wanted["form"], value, re.ASCII) else (f"must be {wanted['words']}", "")


def _length(wanted: list[int], value: str) -> Verdict | None:
    low, high = wanted
    return None if low <= len(value) <= high else (f"must be {low} to {high} characters", f"has {len(value)}")


def _bytes(most: int, value: str) -> Verdict | None:
    size = len(value.encode())
    return (f"must be at most {most} bytes", f"has {size}") if size > most else None


def _solid(most: int, value: str) -> Verdict | None:
    """White space is not counted: so IAM counts."""
    size = len(re.sub(r"\s", "", value))
    return (f"must be at most {most} characters without white space", f"has {size}") if size > most else None


def _unwanted(words: str, is_so: Callable[[str, str], bool], *, any_case: bool = False) -> "Kind":
    def judge(unwanted: Iterable[str], value: str) -> Verdict | None:
        looked_at = value.lower() if any_case else value
        found = [text for text in unwanted if is_so(looked_at, text.lower() if any_case else text)]
        return (f"{words} {found[0]!r}", "") if found else None

    return judge


def _address(_: bool, value: str) -> Verdict | None:  # noqa: FBT001 - what JSON says of it
    return ("must not look like an address of IPv4", "") if _ADDRESS.fullmatch(value) else None


def _entries(wanted: list[int], value: list[Any] | dict[str, Any]) -> Verdict | None:
    low, high = wanted
    return None if low <= len(value) <= high else (f"must have {low} to {high} entries", f"has {len(value)}")


def _distinct(key: str, value: list[Any]) -> Verdict | None:
    """What is not known yet is equal to nothing."""
    seen = [entry.get(key) if key and isinstance(entry, dict) else entry for entry in value]
    told = [item for item in seen if item is not None and item != UNKNOWN]
    twice = [item for index, item in enumerate(told) if item in told[:index]]
    return (f"must be distinct{f' by {key}' if key else ''}", f"{twice[0]!r} is there twice") if twice else None


def _number(wanted: list[int], value: float) -> Verdict | None:
    low, high = wanted
    return None if low <= value <= high else (f"must be {low} to {high}", "")


Kind = Callable[[Any, Any], Verdict | None]
_OF_TEXTS: Mapping[str, Kind] = {
    "characters": _characters,
    "pattern": _pattern,
    "length": _length,
    "bytes": _bytes,
    "solid": _solid,
    "never": _unwanted("must not be", str.__eq__),
    "never_in_any_case": _unwanted("must not be", str.__eq__, any_case=True),
    "never_starts": _unwanted("must not start with", str.startswith),
    "never_starts_in_any_case": _unwanted("must not start with", str.startswith, any_case=True),
    "never_ends": _unwanted("must not end with", str.endswith),
    "never_holds": _unwanted("must not hold", str.__contains__),
    "no_address": _address,
}
_OF_LISTS: Mapping[str, Kind] = {"entries": _entries, "distinct": _distinct}
_OF_NUMBERS: Mapping[str, Kind] = {"number": _number}
KINDS = frozenset({*_OF_TEXTS, *_OF_LISTS, *_OF_NUMBERS})


def verdicts(limits: Mapping[str, Any], value: Any) -> Iterator[Verdict]:  # noqa: ANN401 - a value of any kind
    """What a known value breaks of the limits, in words."""
    for kind, wanted in limits.items():
        judge = _meant_for(value).get(kind)
        verdict = judge(wanted, value) if judge else None
        if verdict:
            yield verdict


def _meant_for(value: Any) -> Mapping[str, Kind]:  # noqa: ANN401
    if isinstance(value, str):
        return _OF_TEXTS
    if isinstance(value, list | dict):
        return _OF_LISTS
    return _OF_NUMBERS if isinstance(value, int | float) and not isinstance(value, bool) else {}
