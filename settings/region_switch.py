"""A failover that AWS runs, for teams that want no machine of theirs in the path. Off unless it is asked for."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field
from typing_extensions import override

from settings.model import Check, SettingsModel
from settings.problems import Problem
from settings.text import text_like

RoleName = Annotated[str, text_like("platform-operator", r"[A-Za-z0-9+=,.@_-]{1,64}")]


class RegionSwitchSettings(SettingsModel):
    """A plan of ARC Region switch, 70 USD a month. docs/region-switch.md says what it leaves to people."""

    managed: bool = Field(default=False, description="Whether there is one.")
    approver: RoleName | None = Field(
        default=None, description="IAM role of those who do by hand, and confirm, what no block of the plan does."
    )

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._approver_problems,)

    def _approver_problems(self) -> Iterator[Problem]:
        if self.managed and self.approver is None:
            yield Problem(
                "approver", "is missing; name the IAM role of those who approve by hand (docs/region-switch.md)"
            )
