"""Alarms that ring while the copy of the data in the other region is older than the recovery point objective."""

from dataclasses import dataclass
from datetime import timedelta

import pulumi
import pulumi_aws as aws

from components import naming
from workloads.tables import TABLES

_MILLISECONDS = 1000
# A single slow minute is no incident.
_MINUTES = 3


@dataclass(frozen=True, kw_only=True)
class ReplicationAlarmsArgs:
    """`objective` is how much accepted work may be lost with a region."""

    peer_region: str
    objective: timedelta
    cluster_identifier: pulumi.Input[str]
    alarm_topic_arn: pulumi.Input[str]


class ReplicationAlarms(pulumi.ComponentResource):
    """In both regions, because AWS measures on one side only: Aurora at the copy, DynamoDB at the write."""

    alarm_names: list[str]

    def __init__(self, name: str, args: ReplicationAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:database:ReplicationAlarms", name, None, opts)
        self._name, self._args = name, args
        self.alarm_names = [
            self._alarm(
                "database", "AWS/RDS", "AuroraGlobalDBRPOLag", {"DBClusterIdentifier": args.cluster_identifier}
            ),
            *(
                self._alarm(
                    schema.name,
                    "AWS/DynamoDB",
                    "ReplicationLatency",
                    {"TableName": naming.table(schema.name), "ReceivingRegion": args.peer_region},
                )
                for schema in TABLES
            ),
        ]
        self.register_outputs({"alarm_names": self.alarm_names})

    def _alarm(self, key: str, namespace: str, metric: str, dimensions: dict[str, pulumi.Input[str]]) -> str:
        alarm_name = naming.replication_alarm(key)
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-{key}",
            name=alarm_name,
            namespace=namespace,
            metric_name=metric,
            dimensions=dimensions,
            statistic="Maximum",
            period=60,
            evaluation_periods=_MINUTES,
            threshold=self._args.objective.total_seconds() * _MILLISECONDS,
            comparison_operator="GreaterThanThreshold",
            # The side that does not measure publishes nothing, and neither does a table that nobody writes to.
            treat_missing_data="notBreaching",
            alarm_actions=[self._args.alarm_topic_arn],
            ok_actions=[self._args.alarm_topic_arn],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return alarm_name
