"""Texts of a set form, refused with an example of one that is right."""

import re

from pydantic import AfterValidator


def text_like(example: str, pattern: str) -> AfterValidator:
    """Accept only what matches `pattern` from end to end."""
    form = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if form.fullmatch(value) is None:
            msg = f"is {value!r}; write something like {example}"
            raise ValueError(msg)
        return value

    return AfterValidator(check)


def no_longer_than(most: int, because: str) -> AfterValidator:
    """Accept what fits into everything that is made of it; `because` says what would not."""

    def check(value: str) -> str:
        if len(value) > most:
            msg = f"has {len(value)} characters, and {because}; write {most} at most"
            raise ValueError(msg)
        return value

    return AfterValidator(check)


def version_of(text: str) -> tuple[int, ...]:
    """Read `16.8` as numbers that compare as versions do."""
    return tuple(int(part) for part in text.split("."))
