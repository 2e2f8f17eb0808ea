"""What every queue has, whoever reads it: encryption, a policy that demands TLS, alarms. No component of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.common.policy_document import Statement, deny_plain_text, document
from components.observability.alarm import Alarm, Measure, OnCall
from settings.messaging import MessagingSettings

_DAY_SECONDS = 86_400
# The age at which waiting messages mean that nobody works: well above any acceptable delay.
_OLD_SECONDS = 900
# SQS tells nothing of a queue that nobody has used for six hours. What lay in it lies there still.
_UNTOUCHED: Literal["ignore"] = "ignore"
_CLIENT_ACTIONS = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage")


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """`queue_name` is physical. `watches_age` is for a queue whose reader is ours."""

    spec: MessagingSettings
    queue_name: str
    key_arn: pulumi.Input[str]
    on_call: OnCall
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


def dead_letters_alarm(parent: pulumi.Resource, name: str, args: QueueArgs, queue: aws.sqs.Queue) -> None:
    """Declare an alarm that rings at the first dead letter."""
    Alarm(
        says=f"Something could not be worked off or delivered and lies in {args.queue_name}.",
        section="dead-letters",
        measure=_of(queue, "ApproximateNumberOfMessagesVisible"),
        threshold=1,
        missing=_UNTOUCHED,
        periods=1,
    ).ring(parent, name, args.on_call)


def age_alarm(parent: pulumi.Resource, name: str, args: QueueArgs, queue: aws.sqs.Queue) -> None:
    """Declare an alarm that rings when messages wait for so long that it means that nobody works."""
    Alarm(
        says=f"A message in {args.queue_name} has waited for {_OLD_SECONDS // 60} minutes.",
        section="queue-age",
        measure=_of(queue, "ApproximateAgeOfOldestMessage"),
        threshold=_OLD_SECONDS,
        missing=_UNTOUCHED,
        periods=1,
    ).ring(parent, name, args.on_call)


def _of(queue: aws.sqs.Queue, metric: str) -> Measure:
    return Measure(namespace="AWS/SQS", name=metric, dimensions={"QueueName": queue.name})
