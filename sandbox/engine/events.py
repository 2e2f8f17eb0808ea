"""What happens during a run, as data. The engine prints nothing; whoever wants to see gets these."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sandbox.engine.urn import Urn, is_default_provider
from sandbox.protocol.values import MASKED_SECRET

_SHORTEST_MASKED = 3


class Operation(StrEnum):
    """What is done to a resource."""

    SAME = "same"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"
    REFRESH = "refresh"
    DISCARD = "discard"


# As Pulumi counts: what was only read is nobody's change, nor is that it is no longer looked at.
_NO_CHANGE = frozenset({Operation.SAME, Operation.READ, Operation.DISCARD})


class Status(StrEnum):
    """How far a step is."""

    STARTED = "started"
    DONE = "done"
    FAILED = "failed"


class Severity(StrEnum):
    """How much a message matters."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class PropertyChange:
    """One property, before and after; secrets and unknowns are masked already."""

    kind: str
    old: Any = None
    new: Any = None


@dataclass(frozen=True)
class Change:
    """One resource's step."""

    operation: Operation
    urn: str
    properties: Mapping[str, PropertyChange] = field(default_factory=dict)
    replace_keys: tuple[str, ...] = ()
    protect: bool = False
    # Why an earlier run could not complete the resource.
    unfinished: tuple[str, ...] = ()
    # What it is known by in the state, where an alias continues that.
    alias_of: str = ""
    # What was found on the way, and is no step towards what the program declares: it is not counted.
    aside: bool = False

    @property
    def type(self) -> str:
        """The resource's type."""
        return Urn.parse(self.urn).type

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return Urn.parse(self.urn).name

    @property
    def is_internal(self) -> bool:
        """Whether it is the engine's own affair, which nobody is shown: what becomes of default providers."""
        return is_default_provider(self.urn)

    @property
    def counted(self) -> bool:
        """Whether it is among the counts of a run."""
        return not self.aside and not self.is_internal

    @property
    def is_unexpected(self) -> bool:
        """Whether `--expect-no-changes` refuses it, as Pulumi's does."""
        return self.counted and self.operation not in _NO_CHANGE

    def as_json(self) -> dict[str, Any]:
        """The change as `--json` prints it."""
        return {
            "op": str(self.operation),
            "urn": self.urn,
            "type": self.type,
            "name": self.name,
            "diff": {
                path: {"kind": change.kind, "old": change.old, "new": change.new}
                for path, change in self.properties.items()
            },
            "replaceReasons": list(self.replace_keys),
            "aliasOf": self.alias_of,
        }


@dataclass(frozen=True)
class StepEvent:
    """A step began or ended."""

    change: Change
    status: Status
    message: str = ""


@dataclass(frozen=True)
class Diagnostic:
    """A message from the program, a provider or the engine."""

    severity: Severity
    message: str
    urn: str = ""


Event = StepEvent | Diagnostic
Sink = Callable[[Event], None]


def masking(sink: Sink, secret_texts: Iterable[str]) -> Sink:
    """A sink that hides these texts in every message before it passes it on."""
    texts = tuple(secret_texts)

    def pass_on(event: Event) -> None:
        sink(replace(event, message=masked(event.message, texts)))

    return pass_on if texts else sink


def masked(message: str, secret_texts: Iterable[str]) -> str:
    """The message without these texts. Very short ones are left: hiding them would tell more than it hides."""
    for text in sorted(secret_texts, key=len, reverse=True):
        if len(text) >= _SHORTEST_MASKED:
            message = message.replace(text, MASKED_SECRET)
    return message


def discard(_event: Event) -> None:
    """A sink for whoever does not want to see anything."""
