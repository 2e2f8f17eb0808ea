"""What the rules did in this run, for the rules about rules. No other rule reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from framework.exemptions import Exemption


@dataclass
class Entry:
    """One rule's."""

    mandatory: bool
    exemptions: Sequence[Exemption] = ()
    problems: tuple[str, ...] = ()
    # (exemption, URN) for each violation that was excused.
    excused: set[tuple[Exemption, str]] = field(default_factory=set)
    # (URN, resource, question).
    unseen: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass
class Ledger:
    """Rules write in the threads of the server, each under its own id."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def of(self, rule: str, *, mandatory: bool) -> Entry:
        """The rule's entry."""
        return self.entries.setdefault(rule, Entry(mandatory=mandatory))
