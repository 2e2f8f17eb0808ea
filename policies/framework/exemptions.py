"""Resources that a rule lets be: on purpose, for a reason, until a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

_LEAST_REASON = 10
_KEYS = {"urn", "reason", "expires", "approvedBy"}
# Fewer literal characters than this match whatever is there.
_LEAST_PATTERN = 12


@dataclass(frozen=True)
class Exemption:
    """One entry of a rule's `exempt`."""

    urn: str
    reason: str
    expires: date

    def matches(self, urn: str) -> bool:
        """Whether this is about the resource."""
        return fnmatchcase(urn, self.urn)

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.expires

    def concerns(self, stack: str) -> bool:
        """Whether it can match in a stack of this name: a configuration may serve several stacks."""
        parts = self.urn.split("::")[0].split(":")
        return parts[0] != "urn" or fnmatchcase(stack, parts[-1])


def parse(given: Iterable[Any]) -> tuple[list[Exemption], list[str]]:
    """Read a rule's exemptions. One that lacks its reason or its end is a problem, and excuses nothing."""
    found, problems = [], []
    for index, entry in enumerate(given):
        problem = _problem(entry)
        if problem:
            problems.append(f"exemption {index + 1} {problem}; it excuses nothing until it is mended")
        else:
            found.append(Exemption(entry["urn"], entry["reason"], date.fromisoformat(entry["expires"])))
    return found, problems


def _problem(entry: Any) -> str:  # noqa: ANN401
    if not isinstance(entry, Mapping):
        return "is not an object"
    if strange := set(entry) - _KEYS:
        return f"has no {', '.join(sorted(strange))}"
    if len(str(entry.get("urn", "")).replace("*", "")) < _LEAST_PATTERN:
        return "names no resource: its urn has to hold more than wildcards"
    if len(str(entry.get("reason", "")).strip()) < _LEAST_REASON:
        return f"has no reason of at least {_LEAST_REASON} characters"
    try:
        date.fromisoformat(str(entry.get("expires", "")))
    except ValueError:
        return "has no day in expires, such as 2027-01-31"
    return ""
