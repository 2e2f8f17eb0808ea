"""A region's bucket of static assets. Only the distribution reads it; whoever publishes writes to either region's."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming
from components.policy_document import allow, deny_plain_text, document

NAME = "assets"
_KEPT_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class AssetsBucketArgs:
    """Where the bucket stands, and which distribution reads it."""

    region: str
    account: pulumi.Input[str]
    distribution_arn: pulumi.Input[str]
    locked: bool


class AssetsBucket(pulumi.ComponentResource):
    """Private and versioned. Encrypted with S3's own key: assets are public, and a key of ours would be one to grant.

    `name` is known once versions are kept, without which S3 refuses to replicate from the bucket or to it.
    """

    name: pulumi.Output[str]

    def __init__(self, name: str, args: AssetsBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:AssetsBucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(
            name,
            bucket=assets_bucket(args.account, args.region),
            force_destroy=not args.locked,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership", bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child
        )
        private = aws.s3.BucketPublicAccessBlock(
            f"{name}-private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.id,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=child,
        )
        versioning = aws.s3.BucketVersioning(
            f"{name}-versioning", bucket=bucket.id, versioning_configuration={"status": "Enabled"}, opts=child
        )
        self._expiry(name, bucket, versioning)
        self._policy(name, args, bucket, private)
        self.name = pulumi.Output.all(bucket.bucket, versioning.id).apply(lambda parts: str(parts[0]))
        self.register_outputs({"name": self.name})

    def _expiry(self, name: str, bucket: aws.s3.Bucket, versioning: aws.s3.BucketVersioning) -> None:
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-expiry",
            bucket=bucket.id,
            rules=[
                {
                    "id": "old-versions",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrent_version_expiration": {"noncurrent_days": _KEPT_DAYS},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            # AWS takes rules for old versions only from a versioned bucket.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )

    def _policy(
        self, name: str, args: AssetsBucketArgs, bucket: aws.s3.Bucket, private: aws.s3.BucketPublicAccessBlock
    ) -> None:
        objects = pulumi.Output.concat(bucket.arn, "/*")
        aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=document(
                allow(
                    ["s3:GetObject"],
                    [objects],
                    principal={"Service": "cloudfront.amazonaws.com"},
                    condition={"StringEquals": {"aws:SourceArn": args.distribution_arn}},
                ),
                deny_plain_text(
                    [bucket.arn, objects],
                    ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[private]),
        )


def assets_bucket(account: pulumi.Input[str], region: str) -> pulumi.Output[str]:
    """Name of a region's bucket, whether its stack is up yet or not."""
    return pulumi.Output.from_input(account).apply(lambda number: naming.bucket(number, region, NAME))
