"""Size and retention of the Aurora PostgreSQL database."""

from collections.abc import Iterator

from pydantic import Field

from settings.model import Problem, SettingsModel
from settings.strategy import Capacity


class DatabaseSettings(SettingsModel):
    """One Aurora cluster per region, members of one global database.

    The engine version is pinned and equal in both regions: AWS refuses a managed switchover between versions.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Name of the database inside the cluster.")
    engine_version: str = Field(pattern=r"^\d+\.\d+$", description="Aurora PostgreSQL version, such as 16.8.")
    min_acu: float = Field(ge=0.5, le=256, description="Smallest size of an instance in capacity units.")
    max_acu: float = Field(ge=1, le=256, description="Largest size of an instance in capacity units.")
    instances: int = Field(default=3, ge=2, le=15, description="Writer and readers where the region serves.")
    warm_instances: int = Field(default=2, ge=1, le=15, description="Instances in a warm standby.")
    backup_retention_days: int = Field(default=14, ge=7, le=35, description="Days of automated backups.")

    def problems(self) -> Iterator[Problem]:
        """Sizes and counts that are out of order."""
        if self.max_acu < self.min_acu:
            yield Problem("max_acu", f"is {self.max_acu:g}, below min_acu {self.min_acu:g}; raise it")
        if self.warm_instances > self.instances:
            yield Problem(
                "warm_instances",
                f"is {self.warm_instances}, above instances {self.instances}; a warm standby is the smaller one",
            )

    def instance_count(self, capacity: Capacity) -> int:
        """Instances at `capacity`; never zero, because a headless cluster cannot be promoted."""
        return {Capacity.FULL: self.instances, Capacity.REDUCED: self.warm_instances}.get(capacity, 1)
