"""The recovery objectives that the business sets. Whether a strategy holds them is checked in `stack.py`."""

from datetime import timedelta

from pydantic import Field, field_validator

from settings.durations import Duration
from settings.model import SettingsModel


class Objectives(SettingsModel):
    """How long the shop may be away, and how much accepted work may be lost."""

    rto: Duration = Field(description="Recovery time objective, such as 15m.")
    rpo: Duration = Field(description="Recovery point objective, such as 1m.")

    @field_validator("rto", "rpo")
    @classmethod
    def _positive(cls, value: timedelta) -> timedelta:
        if value <= timedelta(0):
            msg = "is zero, which no strategy can hold; write at least 1s"
            raise ValueError(msg)
        return value
