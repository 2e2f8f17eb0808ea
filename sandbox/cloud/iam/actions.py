"""Which IAM actions an operation needs, where that is not the action of its own name. From the API references."""

from collections.abc import Mapping

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
_ITEMS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
_OTHERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("cloudwatch", "DescribeAlarmsForMetric"): ("DescribeAlarmsForMetric",),
    # Several messages are sent, hidden or deleted by the right to do so with one.
    ("sqs", "SendMessageBatch"): ("SendMessage",),
    ("sqs", "DeleteMessageBatch"): ("DeleteMessage",),
    ("sqs", "ChangeMessageVisibilityBatch"): ("ChangeMessageVisibility",),
    ("sns", "PublishBatch"): ("Publish",),
    # The table is encrypted and its replicas are made in the caller's name.
    ("dynamodb", "DescribeTableReplicaAutoScaling"): ("DescribeTableReplicaAutoScaling",),
    ("xray", "POST /v1/traces"): ("PutSpans",),
}
# Which service is handed the roles that come with an operation.
_PASSED: Mapping[str, Mapping[str, str]] = {
    "ecs": {"RegisterTaskDefinition": "ecs-tasks.amazonaws.com", "RunTask": "ecs-tasks.amazonaws.com"},
    "eks": {
        "CreateCluster": "eks.amazonaws.com",
        "CreateFargateProfile": "eks-fargate-pods.amazonaws.com",
        "CreateAddon": "eks.amazonaws.com",
    },
    "ec2": {"CreateFlowLogs": "vpc-flow-logs.amazonaws.com"},
    "s3": {"PutBucketReplication": "s3.amazonaws.com"},
    "arc-region-switch": {
        "CreatePlan": "arc-region-switch.amazonaws.com",
        "UpdatePlan": "arc-region-switch.amazonaws.com",
    },
    "synthetics": {"CreateCanary": "lambda.amazonaws.com", "UpdateCanary": "lambda.amazonaws.com"},
    "rds": {
        "CreateDBInstance": "monitoring.rds.amazonaws.com",
        "ModifyDBInstance": "monitoring.rds.amazonaws.com",
    },
    "events": {"PutTargets": "events.amazonaws.com"},
}


def actions_of(prefix: str, call: AwsCall) -> tuple[str, ...]:
    """The names of the actions, with the prefix of another service where it is another's."""
    if prefix == "s3":
        return _S3.get(call.action, (call.action,))
    if prefix == "dynamodb" and call.action in {"TransactWriteItems", "TransactGetItems"}:
        text = call.body.decode("utf-8", "replace")
        written = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "Get": "GetItem"}
        named = [action for word, action in written.items() if f'"{word}"' in text]
        return (*named, *(["ConditionCheckItem"] if '"ConditionCheck"' in text else [])) or _ITEMS
    return _OTHERS.get((prefix, call.action), (call.action,))


def passed_to(prefix: str, action: str) -> str | None:
    """The service that gets the roles of an operation; None where it hands none on."""
    return _PASSED.get(prefix, {}).get(action)
