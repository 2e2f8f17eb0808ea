"""Wildcards and ARNs as IAM reads them. Pure.

A resource may itself be open: `arn:aws:ec2:us-east-1:1:vpc/*` is a VPC whose id nobody knows yet, and `?` one
character of it. A pattern matches it where it takes every id, does not where it takes none, and otherwise nobody can
say. `ALL` is another thing: the asterisk that IAM itself puts where a call is about everything of a kind, and compares
as it stands.
"""

import re
from functools import lru_cache

# Colons of an ARN before its last part, which may hold further ones.
_COLONS = 5
_REMEMBERED = 8192
OPEN = "*"
# Stand for a wildcard's character that is meant as itself: `${*}` of a policy, or one in a variable's value.
LITERAL = {"*": "\ue000", "?": "\ue001"}
ALL = LITERAL["*"]


@lru_cache(maxsize=_REMEMBERED)
def wildcard(pattern: str, *, ignore_case: bool = False, one: str = ".") -> re.Pattern[str]:
    """Compile `*` and `?`. They match any character, also a slash or a colon."""
    words = {"*": ".*", "?": one, **{stand_in: re.escape(meant) for meant, stand_in in LITERAL.items()}}
    pieces = "".join(words.get(character) or re.escape(character) for character in pattern)
    return re.compile(pieces, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


@lru_cache(maxsize=_REMEMBERED)
def overlap(one: str, other: str) -> bool:
    """Whether any text matches both patterns."""
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        i, j = waiting.pop()
        if i == len(one) and j == len(other):
            return True
        for step in _steps(one, other, i, j):
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return False


def _steps(one: str, other: str, i: int, j: int) -> list[tuple[int, int]]:
    left, right = one[i : i + 1], other[j : j + 1]
    steps: list[tuple[int, int]] = []
    if left == "*":
        steps.append((i + 1, j))
        if right:
            steps.append((i, j + 1))
    if right == "*":
        steps.append((i, j + 1))
        if left:
            steps.append((i + 1, j))
    if left and right and (left == right or "?" in (left, right)):
        steps.append((i + 1, j + 1))
    return steps


@lru_cache(maxsize=_REMEMBERED)
def covers(pattern: str, text: str) -> bool | None:
    """Whether a pattern matches a text, which may be open; None where that hangs on what is open in it."""
    if OPEN not in text and "?" not in text:
        return wildcard(pattern).fullmatch(text) is not None
    # A `?` takes one character that is open, and never a whole part.
    if wildcard(pattern, one="[^*]").fullmatch(text):
        return True
    return None if overlap(pattern, text) else False


@lru_cache(maxsize=_REMEMBERED)
def arn_covers(pattern: str, arn: str) -> bool | None:
    """The same for ARNs: each part by itself, so that no wildcard reaches over the colons of the first five."""
    if pattern == "*":
        return True
    wanted, given = pattern.split(":", _COLONS), arn.split(":", _COLONS)
    # IAM completes an ARN that is cut short with wildcards.
    wanted += ["*"] * (len(given) - len(wanted))
    if len(wanted) != len(given):
        return False
    verdicts = {covers(part, found) for part, found in zip(wanted, given, strict=True)}
    return False if False in verdicts else None if None in verdicts else True


def literal(text: str) -> str:
    """Write a text so that a pattern takes it for itself."""
    for meant, stand_in in LITERAL.items():
        text = text.replace(meant, stand_in)
    return text


def unescaped(text: str) -> str:
    """What `literal` was given."""
    for meant, stand_in in LITERAL.items():
        text = text.replace(stand_in, meant)
    return text
