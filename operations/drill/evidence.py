"""What a drill has to show, as a document that is kept: a later drill is compared with it."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong
from operations.inputs.text_file import text_of_file


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Where(StrEnum):
    """What was drilled. In the sandbox nothing takes its time, so its seconds say nothing of AWS."""

    AWS = "aws"
    SANDBOX = "sandbox"


class Outcome(StrEnum):
    """How a move ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class Targets(_Model):
    """The objectives of the stack files."""

    rto_seconds: float
    rpo_seconds: float


class GateSeen(_Model):
    """One gate: passed, failed, overridden or unknown, and what it saw."""

    name: str
    state: str
    found: str


class StepTaken(_Model):
    """One step, by its name in `operations/recovery/failover_steps.py`. A step that was not begun has no moments."""

    name: str
    part: str
    outcome: str
    started_at: str | None = None
    ended_at: str | None = None
    seconds: float | None = None
    error: str = ""


class Parts(_Model):
    """Where the time went. None where nobody can tell."""

    detect_and_decide: float | None = None
    execute: float | None = None
    dns: float | None = None


class Measured(_Model):
    """`rto_seconds` from the loss until clients are served; `pause_seconds` is how long no order was placed."""

    rto_seconds: float | None = None
    pause_seconds: float | None = None
    rpo_seconds: dict[str, float | None] = Field(default_factory=dict)
    parts: Parts = Parts()


class MoveMade(_Model):
    """One move of the writer, or the attempt. `refused_by` are the gates that stopped it."""

    source: str
    target: str
    kind: str
    outcome: Outcome
    began_at: str | None = None
    served_at: str | None = None
    refused_by: tuple[str, ...] = ()
    error: str = ""
    gates: tuple[GateSeen, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    measured: Measured = Measured()
    lost_writes: dict[str, Any] = Field(default_factory=dict)
    left: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()


class Evidence(_Model):
    """One drill. `fault` is empty for a planned one; `expected` and `found` are in the words of `judge`."""

    drill: str
    fault: str = ""
    says: str
    where: Where
    started_at: str
    ended_at: str
    operator: str
    account: str
    regions: tuple[str, ...]
    strategy: str
    targets: Targets
    expected: str
    found: str
    moves: tuple[MoveMade, ...]
    verdict: str
    reasons: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What earlier drills have to be to be compared with it."""
        return self.fault or "planned"


def read(path: Path) -> Evidence:
    """Read a kept document. Raises OperationError where it is none."""
    try:
        return Evidence.model_validate_json(text_of_file(path))
    except OperationError as error:
        reason = str(error)
    except ValidationError as error:
        reason = first_wrong(error)
    msg = f"{path} is not the report of a drill ({reason}); move it out of the folder of drills"
    raise OperationError(msg)


def kept_in(folder: Path) -> tuple[Evidence, ...]:
    """Every drill that was kept. Raises OperationError."""
    return tuple(read(path) for path in sorted(folder.glob("*.json")))


def earlier(known: Iterable[Evidence], than: Evidence) -> tuple[Evidence, ...]:
    """Drills of the same kind, strategy and place that began before, oldest first."""
    alike = [
        each
        for each in known
        if (each.kind, each.strategy, each.where, each.regions) == (than.kind, than.strategy, than.where, than.regions)
        and each.started_at < than.started_at
    ]
    return tuple(sorted(alike, key=lambda each: each.started_at))
