"""Dates and times: YAML 1.1 has them, Go reads four forms, and Pulumi hands them on in words of Go's."""

import re
from dataclasses import dataclass
from datetime import datetime

# Go's parser takes a comma for a point, and months, days and hours of one digit.
_FORM = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:(?P<between>[Tt ])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})"
    r"(?:[.,](?P<fraction>[0-9]+))?(?P<zone>Z|[+-][0-9]{2}:[0-5][0-9])?)?"
)
_NANOSECOND_DIGITS = 9
_HOURS_OF_AN_OFFSET = 24
# Python has no year 0, and Go has. A leap year like it stands in where the rest of the date is checked.
_LIKE_YEAR_0 = 4


@dataclass(frozen=True)
class Instant:
    """A point in time: `2026-10-01`, `10:00:00.5`, `+02:00`."""

    date: str
    clock: str
    offset: str

    def __str__(self) -> str:
        """As Go's time.Time says it, which is the text that a program is given.

        Where a machine's own zone has just this offset, Go names that zone at the end; here it is always the offset.
        """
        offset = self.offset.replace(":", "")
        return f"{self.date} {self.clock} {offset} {'UTC' if offset == '+0000' else offset}"

    def rfc3339(self) -> str:
        """As Go writes it into JSON and YAML."""
        return f"{self.date}T{self.clock}{'Z' if self.offset == '+00:00' else self.offset}"


def instant(text: str) -> Instant | None:
    """The time that a text names, where Go takes it for one."""
    found = _FORM.fullmatch(text)
    if not found:
        return None
    # A space goes without a zone, and a T with one.
    if found["between"] is not None and (found["between"] == " ") == (found["zone"] is not None):
        return None
    year, *rest = (int(found[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second"))
    try:
        at = datetime(year or _LIKE_YEAR_0, *rest)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone is kept apart
    except ValueError:
        return None
    offset = "+00:00" if found["zone"] in (None, "Z", "-00:00") else found["zone"]
    if int(offset[1:3]) > _HOURS_OF_AN_OFFSET:
        return None
    fraction = (found["fraction"] or "")[:_NANOSECOND_DIGITS].rstrip("0")
    return Instant(f"{year:04}-{at:%m-%d}", f"{at:%H:%M:%S}" + (f".{fraction}" if fraction else ""), offset)
