"""One region's Aurora PostgreSQL cluster, a member of the global database. It does not know who writes."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming, ports
from settings.database import DatabaseSettings
from settings.strategy import Capacity

_MASTER_USER = "standby_admin"
# What a switchover or failover changes at AWS. Following it would promote or detach a member.
_MOVED_BY_FAILOVER = (
    "replication_source_identifier",
    "global_cluster_identifier",
    # Upgrades go through the global cluster.
    "engine_version",
    "master_password",
    # AWS fills them up to three; a difference would replace the cluster.
    "availability_zones",
)
# AWS fills these in on a member that was born secondary; adding them would replace it.
_OF_A_SECONDARY = ("master_username", "database_name", "source_region")


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """`master_password` is given to the member that starts the global database; the other follows `source_region`."""

    spec: DatabaseSettings
    capacity: Capacity
    region: str
    zones: tuple[str, ...]
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    global_cluster_id: pulumi.Input[str]
    master_password: pulumi.Input[str] | None
    source_region: str
    write_forwarding: bool
    locked: bool


class Database(pulumi.ComponentResource):
    """Cluster, parameter group and instances. The endpoint writes only where the global writer is."""

    cluster_arn: pulumi.Output[str]
    cluster_identifier: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:database:Database", name, None, opts)
        cluster = self._cluster(name, args)
        self._instances(name, args, cluster)
        self.cluster_arn, self.cluster_identifier = cluster.arn, cluster.cluster_identifier
        self.resource_id = cluster.cluster_resource_id
        self.endpoint, self.reader_endpoint = cluster.endpoint, cluster.reader_endpoint
        self.register_outputs(
            {
                "cluster_arn": self.cluster_arn,
                "cluster_identifier": self.cluster_identifier,
                "resource_id": self.resource_id,
                "endpoint": self.endpoint,
                "reader_endpoint": self.reader_endpoint,
            }
        )

    def _cluster(self, name: str, args: DatabaseArgs) -> aws.rds.Cluster:
        child = pulumi.ResourceOptions(parent=self)
        identifier = naming.database_cluster(args.region)
        subnets = aws.rds.SubnetGroup(f"{name}-subnets", name=identifier, subnet_ids=args.subnet_ids, opts=child)
        starts = args.master_password is not None
        return aws.rds.Cluster(
            name,
            cluster_identifier=identifier,
            global_cluster_identifier=args.global_cluster_id,
            engine=naming.ENGINE,
            engine_mode="provisioned",
            engine_version=args.spec.engine_version,
            database_name=args.spec.name if starts else None,
            master_username=_MASTER_USER if starts else None,
            master_password=args.master_password,
            source_region=None if starts else args.source_region,
            serverlessv2_scaling_configuration={
                "min_capacity": args.spec.min_acu,
                "max_capacity": args.spec.max_acu,
            },
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[args.security_group_id],
            db_cluster_parameter_group_name=self._parameters(name, args, identifier).name,
            port=ports.DATABASE,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            iam_database_authentication_enabled=True,
            # Set on both members: it takes effect on whichever is not the writer.
            enable_global_write_forwarding=args.write_forwarding,
            enabled_cloudwatch_logs_exports=["postgresql"],
            backup_retention_period=args.spec.backup_retention_days,
            copy_tags_to_snapshot=True,
            # Otherwise a change of size or of forwarding waits for the maintenance window.
            apply_immediately=True,
            deletion_protection=args.locked,
            skip_final_snapshot=not args.locked,
            # A cluster that is deleted by mistake can still be brought back to any second of the last days.
            delete_automated_backups=not args.locked,
            final_snapshot_identifier=f"{identifier}-final",
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.locked,
                ignore_changes=[*_MOVED_BY_FAILOVER, *(() if starts else _OF_A_SECONDARY)],
            ),
        )

    def _parameters(self, name: str, args: DatabaseArgs, identifier: str) -> aws.rds.ClusterParameterGroup:
        # rds.global_db_rpo stays unset: with two regions it would stall the new writer after a failover.
        major = args.spec.engine_version.partition(".")[0]
        return aws.rds.ClusterParameterGroup(
            f"{name}-parameters",
            name=f"{identifier}-{major}",
            family=f"{naming.ENGINE}{major}",
            parameters=[
                {"name": "rds.force_ssl", "value": "1"},
                {"name": "log_min_duration_statement", "value": "1000"},
                {"name": "idle_in_transaction_session_timeout", "value": "60000"},
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _instances(self, name: str, args: DatabaseArgs, cluster: aws.rds.Cluster) -> None:
        first: aws.rds.ClusterInstance | None = None
        for index in range(args.spec.instance_count(args.capacity)):
            zone = args.zones[index % len(args.zones)]
            turn = index // len(args.zones)
            key = zone[-1] if turn == 0 else f"{zone[-1]}{turn + 1}"
            instance = aws.rds.ClusterInstance(
                f"{name}-{key}",
                identifier=f"{naming.database_cluster(args.region)}-{key}",
                cluster_identifier=cluster.id,
                engine=aws.rds.EngineType.AURORA_POSTGRESQL,
                instance_class="db.serverless",
                availability_zone=zone,
                promotion_tier=0 if first is None else 1,
                publicly_accessible=False,
                # It has no effect in a global database; versions move by hand, in both regions.
                auto_minor_version_upgrade=False,
                opts=pulumi.ResourceOptions(
                    parent=self,
                    # The first instance of a cluster becomes its writer.
                    depends_on=[first] if first else [],
                    ignore_changes=["engine_version"],
                ),
            )
            first = first or instance
