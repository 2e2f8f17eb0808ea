"""The global cluster that both regions' Aurora clusters join."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming


@dataclass(frozen=True, kw_only=True)
class GlobalDatabaseArgs:
    """The version that both members run."""

    engine_version: str
    locked: bool


class GlobalDatabase(pulumi.ComponentResource):
    """Made from an engine, not from an existing cluster: that form plans a replacement after a role change."""

    id: pulumi.Output[str]

    def __init__(self, name: str, args: GlobalDatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:database:GlobalDatabase", name, None, opts)
        cluster = aws.rds.GlobalCluster(
            name,
            global_cluster_identifier=naming.GLOBAL_CLUSTER,
            engine=naming.ENGINE,
            engine_version=args.engine_version,
            storage_encrypted=True,
            deletion_protection=args.locked,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.locked,
                ignore_changes=["source_db_cluster_identifier", "database_name"],
            ),
        )
        self.id = cluster.id
        self.register_outputs({"id": self.id})
