"""How long steps take, with where each number comes from; quotas of AWS beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong
from operations.inputs.text_file import text_of_file

BUNDLED = Path(__file__).with_name("durations.json")


class Duration(BaseModel):
    """Typical time, and the worst that was seen, which bounds nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    typical_seconds: float
    worst_seconds: float
    clock: str
    confidence: str
    documented: str
    grows_with: str
    sources: tuple[str, ...]
    rates: Mapping[str, Any] = {}


class Quota(BaseModel):
    """A limit of AWS in an account that nobody has raised."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | str
    adjustable: bool
    why_it_binds: str
    confidence: str
    sources: tuple[str, ...]


class DurationBook(BaseModel):
    """All steps and quotas."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    steps: Mapping[str, Duration]
    quotas: Mapping[str, Quota]

    def step(self, key: str) -> Duration:
        """One step. Raises OperationError."""
        if key not in self.steps:
            msg = f"no duration is known for {key}; add it to operations/recovery/durations.json with its source"
            raise OperationError(msg)
        return self.steps[key]

    def quota(self, key: str, applied: Mapping[str, float]) -> float:
        """The value that the account has, or else AWS's initial one."""
        return applied.get(key, float(self.quotas[key].value))


def read_durations(path: Path = BUNDLED) -> DurationBook:
    """Read the book. Raises OperationError."""
    try:
        return DurationBook.model_validate_json(text_of_file(path))
    except ValidationError as error:
        msg = f"{path} holds no durations: {first_wrong(error)}"
        raise OperationError(msg) from None
