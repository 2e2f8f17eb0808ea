"""One direction of the replication between the regions' buckets of assets.

S3 refuses a rule whose destination does not exist yet. The peer stack goes second, when both buckets are there, so it
declares both directions; names follow from account and region, and nothing is looked up.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow, assumed_by, document


@dataclass(frozen=True, kw_only=True)
class AssetReplicationArgs:
    """From which bucket to which. Both keep versions already. The component's provider is the source's."""

    source_region: str
    source: pulumi.Input[str]
    destination: pulumi.Input[str]


class AssetReplication(pulumi.ComponentResource):
    """Everything, deletions and changes of copies included: the last one who writes wins, in either bucket."""

    def __init__(self, name: str, args: AssetReplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:AssetReplication", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        source, destination = (pulumi.Output.concat("arn:aws:s3:::", each) for each in (args.source, args.destination))
        role = aws.iam.Role(
            f"{name}-role",
            name=naming.role(args.source_region, "asset-replication"),
            # Without a condition: S3 is not documented to name a source, and would copy nothing and say nothing.
            assume_role_policy=assumed_by("s3.amazonaws.com"),
            opts=child,
        )
        permission = aws.iam.RolePolicy(
            f"{name}-role-replicate",
            name="replicate",
            role=role.name,
            policy=document(
                allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], [source]),
                allow(
                    [
                        "s3:GetObjectVersionAcl",
                        "s3:GetObjectVersionForReplication",
                        "s3:GetObjectVersionTagging",
                    ],
                    [pulumi.Output.concat(source, "/*")],
                ),
                allow(
                    ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
                    [pulumi.Output.concat(destination, "/*")],
                ),
            ),
            opts=child,
        )
        aws.s3.BucketReplicationConfig(
            name,
            bucket=args.source,
            role=role.arn,
            rules=[
                {
                    "id": "everything",
                    "priority": 1,
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "delete_marker_replication": {"status": "Enabled"},
                    "source_selection_criteria": {"replica_modifications": {"status": "Enabled"}},
                    "destination": {"bucket": destination},
                }
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
        self.register_outputs({})
