"""The global database as RDS tells of it in one region, and its words for a move."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError

CONNECTED = "connected"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A region's cluster."""

    arn: str
    writes: bool
    # RDS says it of copies; empty where it says nothing.
    synchronization: str


@dataclass(frozen=True, kw_only=True)
class GlobalDatabase:
    """Its members by region. `moving_to` is the cluster that a move under way ends at, empty where there is none."""

    engine_version: str
    members: Mapping[str, Member]
    moving_to: str
    move_status: str

    @property
    def writer(self) -> str | None:
        """The region that writes."""
        return next((region for region, member in self.members.items() if member.writes), None)


def global_database(rds: Any, name: str) -> GlobalDatabase:  # noqa: ANN401 - a boto3 client
    """Look. Raises what AWS raises, and OperationError where there is no such database."""
    found = rds.describe_global_clusters(GlobalClusterIdentifier=name)["GlobalClusters"]
    if not found:
        msg = f"RDS knows no global database {name} here; look at the output `database` of the stack"
        raise OperationError(msg)
    state = found[0].get("FailoverState") or {}
    return GlobalDatabase(
        engine_version=found[0].get("EngineVersion", ""),
        members={
            each["DBClusterArn"].split(":")[3]: Member(
                arn=each["DBClusterArn"], writes=each["IsWriter"], synchronization=each.get("SynchronizationStatus", "")
            )
            for each in found[0]["GlobalClusterMembers"]
        },
        moving_to=state.get("ToDbClusterArn", ""),
        move_status=state.get("Status", ""),
    )
