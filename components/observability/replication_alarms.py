"""Alarms that ring while the copy of the data in the other region is older than the recovery point objective."""

from dataclasses import dataclass
from datetime import timedelta

import pulumi

from components import naming
from components.alarm import Alarm, Measure, OnCall
from workloads.tables import TABLES

_MILLISECONDS = 1000


@dataclass(frozen=True, kw_only=True)
class ReplicationAlarmsArgs:
    """`objective` is how much accepted work may be lost with a region."""

    peer_region: str
    objective: timedelta
    cluster_identifier: pulumi.Input[str]
    on_call: OnCall


class ReplicationAlarms(pulumi.ComponentResource):
    """In both regions, because AWS measures on one side only: Aurora at the copy, DynamoDB at the write.

    The side that does not measure publishes nothing, and neither does a table that nobody writes to.
    """

    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: ReplicationAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:database:ReplicationAlarms", name, None, opts)
        database = Measure(
            namespace="AWS/RDS",
            name="AuroraGlobalDBRPOLag",
            dimensions={"DBClusterIdentifier": args.cluster_identifier},
        )
        tables = {
            schema.name: Measure(
                namespace="AWS/DynamoDB",
                name="ReplicationLatency",
                dimensions={"TableName": naming.table(schema.name), "ReceivingRegion": args.peer_region},
            )
            for schema in TABLES
        }
        for store, measure in {"database": database, **tables}.items():
            Alarm(
                says=f"The copy of {store} in the other region is older than the recovery point objective.",
                section="replication",
                measure=measure,
                threshold=args.objective.total_seconds() * _MILLISECONDS,
            ).ring(self, f"{name}-{store}", args.on_call)
        self.alarm_names = tuple(naming.alarm(f"{name}-{store}") for store in ("database", *tables))
        self.register_outputs({"alarm_names": self.alarm_names})
