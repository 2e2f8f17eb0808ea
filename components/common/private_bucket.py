"""What every bucket has, whoever uses it: privacy, encryption, versions. No component of its own."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common.policy_document import Statement, deny_plain_text, document

_CLIENT_ACTIONS = ("s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject")


@dataclass(frozen=True, kw_only=True)
class PrivateBucket:
    """A bucket with what governs it; AWS takes rules for old versions only once versions are kept."""

    bucket: aws.s3.Bucket
    private: aws.s3.BucketPublicAccessBlock
    versioning: aws.s3.BucketVersioning

    def name_once_versioned(self) -> pulumi.Output[str]:
        """Its name, known once versions are kept."""
        return pulumi.Output.all(self.bucket.bucket, self.versioning.id).apply(lambda parts: str(parts[0]))


def private_bucket(
    parent: pulumi.Resource, name: str, bucket_name: pulumi.Input[str], *, locked: bool, goes_with_content: bool
) -> PrivateBucket:
    """Declare it: versioned, closed to strangers, encrypted with S3's own key."""
    child = pulumi.ResourceOptions(parent=parent)
    bucket = aws.s3.Bucket(
        name,
        bucket=bucket_name,
        force_destroy=goes_with_content,
        opts=pulumi.ResourceOptions(parent=parent, protect=locked),
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
    return PrivateBucket(bucket=bucket, private=private, versioning=versioning)


def expire(
    parent: pulumi.Resource,
    name: str,
    made: PrivateBucket,
    *,
    rule: str,
    old_days: int,
    prefix: str = "",
    days: int = 0,
) -> None:
    """Declare that old versions go after `old_days`, and objects after `days` where that is not 0."""
    whole: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {"expiration": {"days": days}} if days else {}  # type: ignore[typeddict-item]
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-expiry",
        bucket=made.bucket.id,
        rules=[
            {
                "id": rule,
                "status": "Enabled",
                "filter": {"prefix": prefix},
                **whole,
                "noncurrent_version_expiration": {"noncurrent_days": old_days},
                "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
            }
        ],
        # AWS takes rules for old versions only from a versioned bucket.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[made.versioning]),
    )


def bucket_policy(
    parent: pulumi.Resource, name: str, made: PrivateBucket, *statements: Statement
) -> aws.s3.BucketPolicy:
    """Declare who may use the bucket beside its account's roles; nobody may without TLS."""
    objects = pulumi.Output.concat(made.bucket.arn, "/*")
    return aws.s3.BucketPolicy(
        f"{name}-policy",
        bucket=made.bucket.id,
        policy=document(*statements, deny_plain_text([made.bucket.arn, objects], _CLIENT_ACTIONS)),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[made.private]),
    )
