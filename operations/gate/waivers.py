"""Exceptions that a pull request carries: what exactly may go, why, until when, and who said so."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from operations.errors import OperationError
from operations.inputs.yaml_file import read_yaml

# White space says nothing.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _day(value: object) -> date:
    # A number counts as so many seconds since 1970 otherwise, and a point in time as its day.
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        msg = f"{error}; write a day, as 2026-12-31"
        raise ValueError(msg) from None


class Waiver(BaseModel):
    """One resource by its URN, one operation. `expires` is the last day on which it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urn: Text
    operation: Literal["replace", "delete"]
    reason: Annotated[Text, Field(min_length=10)]
    expires: Annotated[date, BeforeValidator(_day)]
    approved_by: Text


_WAIVERS = TypeAdapter(tuple[Waiver, ...])


def read_waivers(path: Path | None) -> tuple[Waiver, ...]:
    """Read a YAML list of waivers; no file, no waivers. Raises OperationError for anything that is not one."""
    if path is None:
        return ()
    try:
        return _WAIVERS.validate_python(read_yaml(path, holds="waivers") or ())
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors())
        msg = f"{path} holds no waivers: {wrong}. Each has urn, operation, reason, expires (a date) and approved_by"
        raise OperationError(msg) from None
