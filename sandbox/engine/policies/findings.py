"""What policies said of a run, as data."""

from dataclasses import dataclass
from typing import Any

# How the SDK words that a rule gave up on a value that a preview does not know: as advice, whatever its level.
_UNDECIDED = "can't run policy"


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One rule's complaint about one resource, or about the stack. `message` never holds a secret of the engine's."""

    pack: str
    version: str
    rule: str
    urn: str
    message: str
    mandatory: bool
    severity: str = ""

    @property
    def is_undecided(self) -> bool:
        """Whether the rule could not say anything."""
        return _UNDECIDED in self.message

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "pack": self.pack,
            "version": self.version,
            "rule": self.rule,
            "urn": self.urn,
            "message": self.message,
            "level": "mandatory" if self.mandatory else "advisory",
            "severity": self.severity,
        }


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Everything that the packs of a run said. `decided` counts, for each rule, the resources that it judged."""

    packs: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    decided: tuple[tuple[str, int], ...] = ()

    @property
    def mandatory(self) -> tuple[Violation, ...]:
        """What blocks."""
        return tuple(each for each in self.violations if each.mandatory)

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "packs": list(self.packs),
            "violations": [each.as_json() for each in self.violations],
            "decided": dict(self.decided),
        }


def blocked(verdict: Verdict) -> str:
    """Why a run is refused, or nothing."""
    count = len(verdict.mandatory)
    if not count:
        return ""
    rules = ", ".join(sorted({each.rule for each in verdict.mandatory}))
    return f"{count} violation(s) of mandatory policies ({rules}); see above. Nothing that violates one was made"
