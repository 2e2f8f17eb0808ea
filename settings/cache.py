"""Size of the regional cache. Nothing durable is kept in it, so the regions do not share it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field
from typing_extensions import override

from settings.model import Check, SettingsModel
from settings.problems import Problem
from settings.strategy import Capacity
from settings.text import text_like, version_of


class CacheEngine(StrEnum):
    """Engines that ElastiCache runs with replicas."""

    VALKEY = "valkey"
    REDIS = "redis"


# Source: Amazon ElastiCache user guide, authenticating with IAM.
_FIRST_WITH_IAM = {CacheEngine.VALKEY: "7.2", CacheEngine.REDIS: "7.0"}


class CacheSettings(SettingsModel):
    """One replication group per region: a primary, and replicas in other zones."""

    engine: CacheEngine = Field(default=CacheEngine.VALKEY, description="valkey or redis.")
    engine_version: Annotated[str, text_like("8.0", r"\d+\.\d+")] = Field(description="Engine version.")
    node_type: Annotated[str, text_like("cache.r7g.large", r"cache\.[a-z0-9]+\.[a-z0-9]+")] = Field(
        description="Node type."
    )
    nodes: int = Field(default=3, ge=2, le=6, description="Nodes where the region serves: a primary and replicas.")
    warm_nodes: int = Field(default=2, ge=2, le=6, description="Nodes in a warm standby; two keep it multi-AZ.")
    snapshot_retention_days: int = Field(default=1, ge=1, le=35, description="Days of snapshots, to warm a new cache.")

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._engine_problems, self._size_problems)

    def _engine_problems(self) -> Iterator[Problem]:
        oldest = _FIRST_WITH_IAM[self.engine]
        if version_of(self.engine_version) < version_of(oldest):
            yield Problem(
                "engine_version",
                f"is {self.engine_version}, which has no login by IAM, and the workload has no other; "
                f"write {oldest} or newer",
            )

    def _size_problems(self) -> Iterator[Problem]:
        if self.warm_nodes > self.nodes:
            yield Problem(
                "warm_nodes", f"is {self.warm_nodes}, above nodes {self.nodes}; a warm standby is the smaller one"
            )

    def node_count(self, capacity: Capacity) -> int:
        """Nodes at `capacity`; at least one, so that a failover creates nothing."""
        return {Capacity.FULL: self.nodes, Capacity.REDUCED: self.warm_nodes}.get(capacity, 1)
