"""What every queue has, whoever reads it: encryption, a policy that demands TLS, alarms. No component of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming
from components.policy_document import Statement, deny_plain_text, document
from settings.messaging import MessagingSettings

_DAY_SECONDS = 86_400
_CLIENT_ACTIONS = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage")


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """`queue_name` is physical. `watches_age` is for a queue whose reader is ours."""

    spec: MessagingSettings
    queue_name: str
    key_arn: pulumi.Input[str]
    alarm_topic_arn: pulumi.Input[str]
    locked: bool
    watches_age: bool = False


def encrypted_queue(parent: pulumi.Resource, name: str, args: QueueArgs, *, retention_days: int) -> aws.sqs.Queue:
    """Declare the queue itself."""
    return aws.sqs.Queue(
        name,
        name=args.queue_name,
        kms_master_key_id=args.key_arn,
        kms_data_key_reuse_period_seconds=300,
        message_retention_seconds=retention_days * _DAY_SECONDS,
        visibility_timeout_seconds=args.spec.visibility_timeout_seconds,
        # Long polling: an empty answer costs as much as a full one.
        receive_wait_time_seconds=20,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.locked),
    )


def queue_policy(
    parent: pulumi.Resource, name: str, queue: aws.sqs.Queue, statements: Sequence[Statement]
) -> aws.sqs.QueuePolicy:
    """Declare who may use the queue beside its account's roles; nobody may without TLS."""
    return aws.sqs.QueuePolicy(
        f"{name}-policy",
        queue_url=queue.url,
        policy=document(deny_plain_text([queue.arn], _CLIENT_ACTIONS), *statements),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def queue_alarm(
    parent: pulumi.Resource, name: str, args: QueueArgs, queue: aws.sqs.Queue, *, metric: str, threshold: int
) -> None:
    """Declare an alarm that rings at `threshold`."""
    aws.cloudwatch.MetricAlarm(
        name,
        name=f"{naming.PREFIX}-{name}",
        namespace="AWS/SQS",
        metric_name=metric,
        dimensions={"QueueName": queue.name},
        statistic="Maximum",
        period=60,
        evaluation_periods=1,
        threshold=threshold,
        comparison_operator="GreaterThanOrEqualToThreshold",
        # SQS publishes nothing for an idle queue.
        treat_missing_data="notBreaching",
        alarm_actions=[args.alarm_topic_arn],
        ok_actions=[args.alarm_topic_arn],
        opts=pulumi.ResourceOptions(parent=parent),
    )
