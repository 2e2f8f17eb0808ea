"""Which IAM actions an operation needs, where that is not the action of its own name. From the API references."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.cloud.request import AwsCall

# Of S3 the operations are called otherwise than the rights: S3 user guide, "Required permissions for S3 operations".
_S3: Mapping[str, tuple[str, ...]] = {
    "ListObjects": ("ListBucket",),
    "ListObjectsV2": ("ListBucket",),
    "ListObjectVersions": ("ListBucketVersions",),
    "HeadBucket": ("ListBucket",),
    "HeadObject": ("GetObject",),
    "CopyObject": ("PutObject",),
    "CreateMultipartUpload": ("PutObject",),
    "UploadPart": ("PutObject",),
    "CompleteMultipartUpload": ("PutObject",),
    "AbortMultipartUpload": ("AbortMultipartUpload",),
    "DeleteObjects": ("DeleteObject",),
    "ListBuckets": ("ListAllMyBuckets",),
    "GetBucketEncryption": ("GetEncryptionConfiguration",),
    "PutBucketEncryption": ("PutEncryptionConfiguration",),
    "DeleteBucketEncryption": ("PutEncryptionConfiguration",),
    "GetBucketLifecycleConfiguration": ("GetLifecycleConfiguration",),
    "PutBucketLifecycleConfiguration": ("PutLifecycleConfiguration",),
    "DeleteBucketLifecycle": ("PutLifecycleConfiguration",),
    "GetBucketReplication": ("GetReplicationConfiguration",),
    "PutBucketReplication": ("PutReplicationConfiguration",),
    "DeleteBucketReplication": ("PutReplicationConfiguration",),
    "GetPublicAccessBlock": ("GetBucketPublicAccessBlock",),
    "PutPublicAccessBlock": ("PutBucketPublicAccessBlock",),
    "DeletePublicAccessBlock": ("PutBucketPublicAccessBlock",),
    "GetBucketAccelerateConfiguration": ("GetAccelerateConfiguration",),
    "GetBucketCors": ("GetBucketCORS",),
    "GetBucketNotificationConfiguration": ("GetBucketNotification",),
    "GetObjectLockConfiguration": ("GetBucketObjectLockConfiguration",),
    "DeleteBucketTagging": ("PutBucketTagging",),
    "DeleteBucketOwnershipControls": ("PutBucketOwnershipControls",),
}
_OTHERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("cloudfront", "CreateDistributionWithTags"): ("CreateDistribution",),
    # Several messages are sent, hidden or deleted by the right to do so with one.
    ("sqs", "SendMessageBatch"): ("SendMessage",),
    ("sqs", "DeleteMessageBatch"): ("DeleteMessage",),
    ("sqs", "ChangeMessageVisibilityBatch"): ("ChangeMessageVisibility",),
    ("sns", "PublishBatch"): ("Publish",),
    ("xray", "POST /v1/traces"): ("PutSpans",),
}


@dataclass(frozen=True)
class Passed:
    """A role that an operation hands on: the service that gets it, and the parameters that name it, on any level."""

    service: str
    parameters: tuple[str, ...]


_TASKS = Passed("ecs-tasks.amazonaws.com", ("taskRoleArn", "executionRoleArn"))
_PLANS = Passed("arc-region-switch.amazonaws.com", ("executionRole",))
_CANARIES = Passed("lambda.amazonaws.com", ("ExecutionRoleArn",))
_MONITORING = Passed("monitoring.rds.amazonaws.com", ("MonitoringRoleArn",))
# From the services' guides. A role that a call merely names, such as an approver's of a plan, is handed to nobody.
_PASSED: Mapping[tuple[str, str], Passed] = {
    ("application-autoscaling", "RegisterScalableTarget"): Passed(
        "application-autoscaling.amazonaws.com", ("RoleARN",)
    ),
    ("arc-region-switch", "CreatePlan"): _PLANS,
    ("arc-region-switch", "UpdatePlan"): _PLANS,
    ("ec2", "CreateFlowLogs"): Passed("vpc-flow-logs.amazonaws.com", ("DeliverLogsPermissionArn",)),
    ("ecs", "RegisterTaskDefinition"): _TASKS,
    ("ecs", "RunTask"): _TASKS,
    ("eks", "CreateAddon"): Passed("eks.amazonaws.com", ("serviceAccountRoleArn",)),
    ("eks", "CreateCluster"): Passed("eks.amazonaws.com", ("roleArn",)),
    ("eks", "CreateFargateProfile"): Passed("eks-fargate-pods.amazonaws.com", ("podExecutionRoleArn",)),
    ("events", "PutTargets"): Passed("events.amazonaws.com", ("RoleArn",)),
    ("rds", "CreateDBCluster"): _MONITORING,
    ("rds", "CreateDBInstance"): _MONITORING,
    ("rds", "ModifyDBCluster"): _MONITORING,
    ("rds", "ModifyDBInstance"): _MONITORING,
    ("s3", "PutBucketReplication"): Passed("s3.amazonaws.com", ("Role",)),
    ("synthetics", "CreateCanary"): _CANARIES,
    ("synthetics", "UpdateCanary"): _CANARIES,
}


def actions_of(prefix: str, call: AwsCall) -> tuple[str, ...]:
    """The names of the actions, with the prefix of another service where it is another's."""
    if prefix == "s3":
        return _S3.get(call.action, (call.action,))
    return _OTHERS.get((prefix, call.action), (call.action,))


def passed_by(prefix: str, action: str) -> Passed | None:
    """The roles that an operation hands on; None where it hands none on."""
    return _PASSED.get((prefix, action))
