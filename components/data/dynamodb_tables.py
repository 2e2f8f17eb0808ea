"""The DynamoDB global tables: declared in the home region, replicated to the peer by AWS."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from settings.tables import Consistency, TablesSettings
from workloads.tables import TABLES, TableSchema


@dataclass(frozen=True, kw_only=True)
class TablesArgs:
    """Keys of both ends of the replication."""

    spec: TablesSettings
    key_arn: pulumi.Input[str]
    peer_region: str
    peer_key_arn: pulumi.Input[str]
    locked: bool


class Tables(pulumi.ComponentResource):
    """Table and replica are one resource: a replica of its own would fight with the table's list of replicas."""

    names: pulumi.Output[dict[str, str]]

    def __init__(self, name: str, args: TablesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:tables:Tables", name, None, opts)
        tables = {schema.name: self._table(name, schema, args) for schema in TABLES}
        self.names = pulumi.Output.all(**{key: table.name for key, table in tables.items()})
        self.register_outputs({"names": self.names})

    def _table(self, name: str, schema: TableSchema, args: TablesArgs) -> aws.dynamodb.Table:
        # DynamoDB expires nothing in strongly consistent tables, so what must expire stays eventual.
        strong = args.spec.consistency is Consistency.STRONG and schema.expires_at is None
        witness = args.spec.witness if strong else None
        return aws.dynamodb.Table(
            f"{name}-{schema.name}",
            name=naming.table(schema.name),
            billing_mode="PAY_PER_REQUEST",
            hash_key=schema.key,
            attributes=[aws.dynamodb.TableAttributeArgs(name=each, type="S") for each in schema.attributes],
            global_secondary_indexes=[
                aws.dynamodb.TableGlobalSecondaryIndexArgs(
                    name=index.name,
                    key_schemas=[
                        aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(attribute_name=key, key_type=kind)
                        for key, kind in ((index.partition, "HASH"), (index.sort, "RANGE"))
                    ],
                    projection_type="ALL",
                )
                for index in schema.indexes
            ],
            ttl={"attribute_name": schema.expires_at, "enabled": True} if schema.expires_at else None,
            # Replication reads the stream.
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            server_side_encryption={"enabled": True, "kms_key_arn": args.key_arn},
            point_in_time_recovery={"enabled": True, "recovery_period_in_days": args.spec.recovery_days},
            deletion_protection_enabled=args.locked,
            replicas=[
                {
                    "region_name": args.peer_region,
                    "kms_key_arn": args.peer_key_arn,
                    "point_in_time_recovery": True,
                    "propagate_tags": True,
                    "deletion_protection_enabled": args.locked,
                    "consistency_mode": "STRONG" if strong else "EVENTUAL",
                }
            ],
            global_table_witness={"region_name": witness} if witness else None,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
