"""Durations as people write them in a stack file (`90s`, `15m`, `1h`), as `timedelta` in the program."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}
_PATTERN = re.compile(r"(?P<count>\d+)(?P<unit>[smh])", re.ASCII)


def parse_duration(value: object) -> object:
    """Turn `15m` into a timedelta; leave what is already one untouched.

    Raises ValueError for anything but a whole number followed by s, m or h: a bare number has no unit.
    """
    if isinstance(value, timedelta):
        return value
    match = _PATTERN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        msg = f"is {value!r}, which is no duration; write a whole number and a unit, such as 90s, 15m or 1h"
        raise ValueError(msg)
    return timedelta(seconds=int(match["count"]) * _UNIT_SECONDS[match["unit"]])


def format_duration(value: timedelta) -> str:
    """Write a timedelta the way a stack file holds it, in the largest unit that divides it."""
    seconds = int(value.total_seconds())
    for unit in ("h", "m"):
        size = _UNIT_SECONDS[unit]
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration)]
