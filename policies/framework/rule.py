"""What a rule is: data about it, and one function that looks.

A function yields what is wrong with a resource, as the rest of the sentence that begins with its name, and never a
property's value. Levels, exemptions, unknown values and crashes are the business of `guarding`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from framework.config import EXEMPT, EXEMPTIONS, Schema, Settings
from framework.graph import Node, Resource, Stack

Reasons = Mapping[str, Mapping[str, str]]


class Severity(StrEnum):
    """How much is lost when it happens."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class WhenUnknown(StrEnum):
    """What a preview gets that cannot know a value yet. Nothing of it is a pass."""

    VIOLATES = "is a violation that names the property"
    ASKS_THE_GRAPH = "is decided by the dependency graph; where that says nothing either, it is a violation"
    NEVER = "does not happen: it reads nothing that can be unknown"


@dataclass(frozen=True)
class PeerUnseen:
    """What could be said only with the other region's exported state, which was not given."""

    question: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`reads` maps each type to the property paths that the rule looks at; a test holds them against the SDKs.

    `breaks` says what happens to whoever ignores the rule, `instead` what to write. `subjects` are the types that the
    rule passes a verdict on; all that it reads, unless it says otherwise. `aws:` stands for every type of AWS.
    """

    id: str
    title: str
    breaks: str
    instead: str
    severity: Severity
    references: tuple[str, ...]
    reads: Mapping[str, tuple[str, ...]]
    subjects: tuple[str, ...] = ()
    mandatory: bool = True
    when_unknown: WhenUnknown = WhenUnknown.VIOLATES
    settings: Schema = field(default_factory=dict)
    # What to write instead, by type, where `instead` would say more than one needs to know.
    remedies: Mapping[str, str] = field(default_factory=dict)
    # By type: what may be left out, or be empty, because what AWS or Kubernetes then does is safe, and who says so. A
    # package such as `kubernetes:` stands for its types, and a path for every path that ends with it.
    left_out: Reasons = field(default_factory=dict)
    # By type: what may be unknown, or name something else, because of what decides then.
    otherwise: Reasons = field(default_factory=dict)
    # What other scanners demand instead, and why not here.
    conflicts: tuple[str, ...] = ()

    @property
    def schema(self) -> Schema:
        """Its settings, and the exemptions that every rule knows."""
        return {**self.settings, EXEMPT: EXEMPTIONS}

    def instead_of(self, kind: str) -> str:
        """What to write instead, for a resource of this type."""
        return self.remedies.get(kind, self.instead)

    @property
    def judged(self) -> tuple[str, ...]:
        """The types that it passes a verdict on."""
        return self.subjects or tuple(self.reads)


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """Looks at one resource. It runs before the resource is made, and blocks just that."""

    check: Callable[[Resource, Settings], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """Looks at one resource after the other, and at what refers to what."""

    check: Callable[[Node, Stack, Settings], Iterable[str | PeerUnseen]]


def setting(kind: str, default: Any, description: str, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401
    """One entry of a schema."""
    return {"type": kind, "default": default, "description": description, **more}


MIN_AZS: Schema = {"minAzs": setting("integer", 3, "Fewest Availability Zones.", minimum=1)}
