"""Size and retention of the Aurora PostgreSQL database."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field
from typing_extensions import override

from settings.model import Check, SettingsModel
from settings.problems import Problem
from settings.reserved_words import RESERVED_WORDS
from settings.strategy import Capacity
from settings.text import text_like, version_of

# Major version -> first minor one that forwards writes; later majors always do.
# Source: Amazon Aurora user guide, write forwarding in a global database.
_FORWARDING_SINCE = {14: 9, 15: 4}


def _unreserved(name: str) -> str:
    if name in RESERVED_WORDS:
        msg = f"is {name!r}, a word that PostgreSQL reserves, and RDS takes no database of that name; write another"
        raise ValueError(msg)
    return name


class DatabaseSettings(SettingsModel):
    """One Aurora cluster per region, members of one global database.

    The engine version is pinned and equal in both regions: AWS refuses a managed switchover between versions.
    """

    name: Annotated[str, text_like("shop", r"[a-z][a-z0-9_]{0,62}"), AfterValidator(_unreserved)] = Field(
        description="Name of the database inside the cluster."
    )
    engine_version: Annotated[str, text_like("16.8", r"\d+\.\d+")] = Field(description="Aurora PostgreSQL version.")
    min_acu: float = Field(ge=0.5, le=256, multiple_of=0.5, description="Smallest size of an instance, in ACU.")
    max_acu: float = Field(ge=1, le=256, multiple_of=0.5, description="Largest size of an instance, in ACU.")
    instances: int = Field(default=3, ge=2, le=15, description="Writer and readers where the region serves.")
    warm_instances: int = Field(default=2, ge=1, le=15, description="Instances in a warm standby.")
    backup_retention_days: int = Field(default=14, ge=7, le=35, description="Days of automated backups.")

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._unit_problems, self._instance_problems)

    def _unit_problems(self) -> Iterator[Problem]:
        if self.max_acu < self.min_acu:
            yield Problem("max_acu", f"is {self.max_acu:g}, below min_acu {self.min_acu:g}; raise it")

    def _instance_problems(self) -> Iterator[Problem]:
        if self.warm_instances > self.instances:
            yield Problem(
                "warm_instances",
                f"is {self.warm_instances}, above instances {self.instances}; a warm standby is the smaller one",
            )

    @property
    def forwards_writes(self) -> bool:
        """Whether a secondary of this version can hand writes to the writer in the other region."""
        major, minor = version_of(self.engine_version)
        return major >= min(_FORWARDING_SINCE) and minor >= _FORWARDING_SINCE.get(major, 0)

    def instance_count(self, capacity: Capacity) -> int:
        """Instances at `capacity`; never zero, because a headless cluster cannot be promoted."""
        return {Capacity.FULL: self.instances, Capacity.REDUCED: self.warm_instances}.get(capacity, 1)
