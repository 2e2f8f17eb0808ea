"""The bucket of a canary: the code that it runs, and what it saw."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming
from components.policy_document import deny_plain_text, document


@dataclass(frozen=True, kw_only=True)
class CanaryBucketArgs:
    """`kept_days` is how long what a run saw is kept."""

    region: str
    account: pulumi.Input[str]
    kept_days: int
    locked: bool


class CanaryBucket(pulumi.ComponentResource):
    """Private, versioned so that a canary runs the code that was declared, encrypted with S3's own key."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CanaryBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:CanaryBucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(
            name,
            bucket=pulumi.Output.from_input(args.account).apply(
                lambda account: naming.bucket(account, args.region, "canary")
            ),
            force_destroy=True,
            opts=child,
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
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-expiry",
            bucket=bucket.id,
            rules=[
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": "artifacts/"},
                    "expiration": {"days": args.kept_days},
                    "noncurrent_version_expiration": {"noncurrent_days": 1},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=document(
                deny_plain_text(
                    [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")],
                    ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
                )
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[private]),
        )
        # An object gets a version only once versions are kept.
        self.name = pulumi.Output.all(bucket.bucket, versioning.id).apply(lambda parts: str(parts[0]))
        self.arn = bucket.arn
        self.register_outputs({"name": self.name})
