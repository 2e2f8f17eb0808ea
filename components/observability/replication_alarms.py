"""Alarms that ring while the copy of the data in the other region is older than the recovery point objective."""

from dataclasses import dataclass
from datetime import timedelta

import pulumi

from components.common import naming
from components.observability.alarm import Alarm, Formula, Measure, OnCall
from components.observability.database_lag import AGE, LAG, ages
from workloads.tables import TABLES

_MILLISECONDS = 1000
_LOOKED_AT = 5


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
        database = Formula(
            expression=AGE,
            label="age of the database's copy in milliseconds",
            measures=ages(LAG, args.cluster_identifier, args.peer_region),
        )
        tables = {schema.name: _table(schema.name, args.peer_region) for schema in TABLES}
        for store, measure in {"database": database, **tables}.items():
            Alarm(
                says=f"The copy of {store} in the other region is older than the recovery point objective.",
                section="replication",
                measure=measure,
                threshold=args.objective.total_seconds() * _MILLISECONDS,
                missing="notBreaching",
                out_of=_LOOKED_AT,
            ).ring(self, f"{name}-{store}", args.on_call)
        self.alarm_names = tuple(naming.alarm(f"{name}-{store}") for store in ("database", *tables))
        self.register_outputs({"alarm_names": self.alarm_names})


def _table(name: str, receiving_region: str) -> Formula:
    """An alarm on DynamoDB's metrics stays as it is while none come: one that rings would ring until the next write."""
    return Formula(
        expression="FILL(lag,0)",
        label=f"time of {name} to the other region in milliseconds",
        measures={
            "lag": Measure(
                namespace="AWS/DynamoDB",
                name="ReplicationLatency",
                dimensions={"TableName": naming.table(name), "ReceivingRegion": receiving_region},
            )
        },
    )
