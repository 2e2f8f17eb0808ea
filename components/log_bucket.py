"""The bucket for a region's access logs."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming
from components.edge.place import REGION as EDGE_REGION
from components.policy_document import Statement, allow, deny_plain_text, document

_KEPT_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class LogBucketArgs:
    """Where the bucket stands. `takes_edge` in the one region where the edge's log is kept."""

    region: str
    takes_edge: bool
    account: pulumi.Input[str]
    locked: bool


class LogBucket(pulumi.ComponentResource):
    """Private, versioned, encrypted with S3's own key: load balancers cannot write under a customer's."""

    name: pulumi.Output[str]

    def __init__(self, name: str, args: LogBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:loadbalancer:LogBucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(
            name,
            bucket=pulumi.Output.from_input(args.account).apply(
                lambda account: naming.bucket(account, args.region, "access-logs")
            ),
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
        policy = self._policy(name, args, bucket, private)
        # A load balancer tests at creation whether it may write, so the name is given out only once it may.
        self.name = pulumi.Output.all(bucket.bucket, policy.id).apply(lambda parts: str(parts[0]))
        self.register_outputs({"name": self.name})

    def _expiry(self, name: str, bucket: aws.s3.Bucket, versioning: aws.s3.BucketVersioning) -> None:
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-expiry",
            bucket=bucket.id,
            rules=[
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": _KEPT_DAYS},
                    "noncurrent_version_expiration": {"noncurrent_days": 1},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            # AWS takes rules for old versions only from a versioned bucket.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )

    def _policy(
        self, name: str, args: LogBucketArgs, bucket: aws.s3.Bucket, private: aws.s3.BucketPublicAccessBlock
    ) -> aws.s3.BucketPolicy:
        objects = pulumi.Output.concat(bucket.arn, "/*")
        delivered = pulumi.Output.concat(bucket.arn, "/AWSLogs/", args.account, "/*")
        own = {"StringEquals": {"aws:SourceAccount": args.account}}
        writer = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
        return aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=document(
                allow(["s3:PutObject"], [delivered], principal=writer, condition=own),
                *([_from_edge(args.account, delivered)] if args.takes_edge else []),
                deny_plain_text(
                    [bucket.arn, objects],
                    ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[private]),
        )


def _from_edge(account: pulumi.Input[str], delivered: pulumi.Output[str]) -> Statement:
    """Let CloudWatch deliver CloudFront's log, of this account's sources alone."""
    sources = pulumi.Output.concat(f"arn:aws:logs:{EDGE_REGION}:", account, ":delivery-source:*")
    return allow(
        ["s3:PutObject"],
        [delivered],
        principal={"Service": "delivery.logs.amazonaws.com"},
        condition={"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": sources}},
    )
