"""Size of the regional cache. Nothing durable is kept in it, so the regions do not share it."""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from settings.model import Problem, SettingsModel
from settings.strategy import Capacity


class CacheEngine(StrEnum):
    """Engines that ElastiCache runs with replicas."""

    VALKEY = "valkey"
    REDIS = "redis"


class CacheSettings(SettingsModel):
    """One replication group per region: a primary, and replicas in other zones."""

    engine: CacheEngine = Field(default=CacheEngine.VALKEY, description="valkey or redis.")
    engine_version: str = Field(pattern=r"^\d+\.\d+$", description="Engine version, such as 8.0.")
    node_type: str = Field(pattern=r"^cache\.[a-z0-9]+\.[a-z0-9]+$", description="Node type, such as cache.r7g.large.")
    nodes: int = Field(default=3, ge=2, le=6, description="Nodes where the region serves: a primary and replicas.")
    warm_nodes: int = Field(default=2, ge=2, le=6, description="Nodes in a warm standby; two keep it multi-AZ.")
    snapshot_retention_days: int = Field(default=1, ge=1, le=35, description="Days of snapshots, to warm a new cache.")

    def problems(self) -> Iterator[Problem]:
        """A standby larger than the region that serves."""
        if self.warm_nodes > self.nodes:
            yield Problem(
                "warm_nodes", f"is {self.warm_nodes}, above nodes {self.nodes}; a warm standby is the smaller one"
            )

    def node_count(self, capacity: Capacity) -> int:
        """Nodes at `capacity`; at least one, so that a failover creates nothing."""
        return {Capacity.FULL: self.nodes, Capacity.REDUCED: self.warm_nodes}.get(capacity, 1)
