"""What AWS documents of the policies that let a service act: the service's name, and what it says of itself.

A condition on a key that a service does not send holds for nobody. AWS takes such a policy without a word; some
services then refuse the call that needs it, and the others do nothing, for ever. So a policy of this platform asks
for nothing that the service is not documented to send.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_ASSUME = frozenset({"sts:AssumeRole"})
_ACCOUNT = {"aws:SourceAccount": "{account}"}
# As AWS's own statements write it: the bucket's owner may read what a service of AWS delivers.
_OWNER_READS = {"s3:x-amz-acl": "bucket-owner-full-control"}
_USE_OF_A_KEY = frozenset(
    {
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    }
)


class Document(StrEnum):
    """Which kind of policy."""

    TRUST = "trust policy"
    BUCKET = "bucket policy"
    QUEUE = "queue policy"
    TOPIC = "topic policy"
    KEY = "key policy"


@dataclass(frozen=True, kw_only=True)
class Form:
    """One service in one kind of document.

    `sends` are the condition keys that come with its requests, with the form of their values: `{account}` and
    `{region}` are the platform's, `*` is anything. `wants` are those that AWS's guide says have to be asked for, and
    `unnamed` those of which it says that no single resource can be asked for.
    """

    service: str
    document: Document
    actions: frozenset[str]
    sends: Mapping[str, str] = field(default_factory=dict)
    wants: frozenset[str] = frozenset()
    unnamed: frozenset[str] = frozenset()
    source: str


FORMS: tuple[Form, ...] = (
    Form(
        service="ecs-tasks.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:ecs:{region}:{account}:*"},
        unnamed=frozenset({"aws:SourceArn"}),
        source="ECS developer guide, task-iam-roles: both keys, and a wildcard for the cluster, which cannot be named",
    ),
    Form(
        service="vpc-flow-logs.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:ec2:{region}:{account}:vpc-flow-log/*"},
        source="VPC user guide, flow-logs-iam-role: trust policy with both keys",
    ),
    Form(
        service="s3.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        source="S3 user guide, setting-repl-config-perm-overview: trust policy without a condition",
    ),
    Form(
        service="eks.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        source="EKS user guide, cluster-iam-role: trust policy without a condition",
    ),
    Form(
        service="eks-fargate-pods.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        sends={"aws:SourceArn": "arn:aws:eks:{region}:{account}:fargateprofile/{cluster}/*"},
        wants=frozenset({"aws:SourceArn"}),
        source="EKS user guide, pod-execution-role: the role has to be limited by the profiles' ARN",
    ),
    Form(
        service="lambda.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        source="Lambda developer guide, lambda-intro-execution-role: trust policy without a condition",
    ),
    Form(
        service="arc-region-switch.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        source="ARC developer guide, security_iam_region_switch_trust_policy: trust policy without a condition",
    ),
    Form(
        service="events.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:events:{region}:{account}:rule/*"},
        source="EventBridge user guide, eb-use-identity-based: trust policy with both keys",
    ),
    Form(
        service="monitoring.rds.amazonaws.com",
        document=Document.TRUST,
        actions=_ASSUME,
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:rds:{region}:{account}:db:*"},
        source="Aurora user guide, USER_Monitoring.OS.Enabling: trust policy with both keys",
    ),
    Form(
        service="logdelivery.elasticloadbalancing.amazonaws.com",
        document=Document.BUCKET,
        actions=frozenset({"s3:PutObject"}),
        source="Elastic Load Balancing, enable-access-logging: the path holds the account, and there is no condition",
    ),
    Form(
        service="delivery.logs.amazonaws.com",
        document=Document.BUCKET,
        actions=frozenset({"s3:PutObject"}),
        sends={**_ACCOUNT, **_OWNER_READS, "aws:SourceArn": "arn:aws:logs:us-east-1:{account}:delivery-source:*"},
        wants=frozenset({"s3:x-amz-acl", "aws:SourceAccount", "aws:SourceArn"}),
        source="CloudWatch Logs user guide, AWS-logs-infrastructure-V2-S3: the statement that CloudWatch writes itself",
    ),
    Form(
        service="cloudfront.amazonaws.com",
        document=Document.BUCKET,
        actions=frozenset({"s3:GetObject", "s3:PutObject"}),
        sends={"aws:SourceArn": "arn:aws:cloudfront::{account}:distribution/*"},
        wants=frozenset({"aws:SourceArn"}),
        source="CloudFront developer guide, private-content-restricting-access-to-s3: origin access control",
    ),
    Form(
        service="events.amazonaws.com",
        document=Document.QUEUE,
        actions=frozenset({"sqs:SendMessage"}),
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:events:{region}:{account}:*"},
        wants=frozenset({"aws:SourceArn"}),
        source="EventBridge user guide, eb-rule-dlq and eb-encryption-event-bus-dlq: the rule's or the bus's ARN",
    ),
    Form(
        service="sns.amazonaws.com",
        document=Document.QUEUE,
        actions=frozenset({"sqs:SendMessage"}),
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:sns:{region}:{account}:*"},
        wants=frozenset({"aws:SourceArn"}),
        source="SNS developer guide, subscribe-sqs-queue-to-sns-topic: the topic's ARN",
    ),
    Form(
        service="cloudwatch.amazonaws.com",
        document=Document.TOPIC,
        actions=frozenset({"sns:Publish"}),
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:cloudwatch:{region}:{account}:alarm:*"},
        wants=frozenset({"aws:SourceAccount"}),
        source="SNS developer guide, sns-access-policy-use-cases: CloudWatch alarms",
    ),
    Form(
        service="events.amazonaws.com",
        document=Document.TOPIC,
        actions=frozenset({"sns:Publish"}),
        source="EventBridge user guide, eb-use-resource-based: conditions are not supported in policies of topics",
    ),
    Form(
        service="cloudwatch.amazonaws.com",
        document=Document.KEY,
        actions=_USE_OF_A_KEY,
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:cloudwatch:{region}:{account}:alarm:*"},
        wants=frozenset({"aws:SourceAccount"}),
        source="SNS developer guide, sns-key-management: event sources of AWS and encrypted topics",
    ),
    Form(
        service="events.amazonaws.com",
        document=Document.KEY,
        actions=_USE_OF_A_KEY,
        source="SNS developer guide, sns-key-management: EventBridge sends none of the keys for an encrypted topic",
    ),
    Form(
        service="sns.amazonaws.com",
        document=Document.KEY,
        actions=_USE_OF_A_KEY,
        sends={**_ACCOUNT, "aws:SourceArn": "arn:aws:sns:{region}:{account}:*"},
        source="SNS developer guide, sns-enable-encryption-for-topic-sqs-queue-subscriptions; the CDK limits it so",
    ),
    Form(
        service="logs.{region}.amazonaws.com",
        document=Document.KEY,
        actions=_USE_OF_A_KEY,
        sends={"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:{region}:{account}:log-group:*"},
        wants=frozenset({"kms:EncryptionContext:aws:logs:arn"}),
        source="CloudWatch Logs user guide, encrypt-log-data-kms: the log group is in the encryption context",
    ),
)
