"""A queue and the queue for its dead letters."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming
from components.policy_document import Statement, deny_plain_text, document
from settings.messaging import MessagingSettings

_DAY_SECONDS = 86_400
# The age at which waiting messages mean that nobody works: well above any acceptable delay.
_OLD_SECONDS = 900
_CLIENT_ACTIONS = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage")


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """`queue_name` is physical. `watches_age` is false for a queue whose reader is not ours."""

    spec: MessagingSettings
    queue_name: str
    key_arn: pulumi.Input[str]
    alarm_topic_arn: pulumi.Input[str]
    watches_age: bool
    locked: bool


class Queue(pulumi.ComponentResource):
    """Encrypted, TLS only. What fails `max_receives` times is set aside, kept longest, and raises an alarm."""

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    queue_name: pulumi.Output[str]
    dead_letter_arn: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:Queue", name, None, opts)
        self._name = name
        dead = self._queue("dead", naming.dead_letters_of(args.queue_name), args.spec.dead_letter_retention_days, args)
        queue = self._queue("", args.queue_name, args.spec.retention_days, args)
        child = pulumi.ResourceOptions(parent=self)
        aws.sqs.RedrivePolicy(
            f"{name}-redrive",
            queue_url=queue.url,
            redrive_policy=pulumi.Output.json_dumps(
                {"deadLetterTargetArn": dead.arn, "maxReceiveCount": args.spec.max_receives}
            ),
            opts=child,
        )
        aws.sqs.RedriveAllowPolicy(
            f"{name}-dead-redrive-allow",
            queue_url=dead.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}
            ),
            opts=child,
        )
        self._alarms(queue, dead, args)
        self.url, self.arn, self.queue_name = queue.url, queue.arn, queue.name
        self.dead_letter_arn, self.dead_letter_url = dead.arn, dead.url
        self.register_outputs(
            {
                "url": self.url,
                "arn": self.arn,
                "queue_name": self.queue_name,
                "dead_letter_arn": self.dead_letter_arn,
                "dead_letter_url": self.dead_letter_url,
            }
        )

    def grant(self, *statements: Statement) -> aws.sqs.QueuePolicy:
        """Write the queue's policy: `statements`, and no access without TLS. Once per queue."""
        return aws.sqs.QueuePolicy(
            f"{self._name}-policy",
            queue_url=self.url,
            policy=document(deny_plain_text([self.arn], _CLIENT_ACTIONS), *statements),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _queue(self, role: str, physical_name: str, retention_days: int, args: QueueArgs) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            f"{self._name}-{role}" if role else self._name,
            name=physical_name,
            kms_master_key_id=args.key_arn,
            kms_data_key_reuse_period_seconds=300,
            message_retention_seconds=retention_days * _DAY_SECONDS,
            visibility_timeout_seconds=args.spec.visibility_timeout_seconds,
            # Long polling: an empty answer costs as much as a full one.
            receive_wait_time_seconds=20,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )

    def _alarms(self, queue: aws.sqs.Queue, dead: aws.sqs.Queue, args: QueueArgs) -> None:
        self._alarm("dead-letters", dead, "ApproximateNumberOfMessagesVisible", 1, args)
        if args.watches_age:
            self._alarm("age", queue, "ApproximateAgeOfOldestMessage", _OLD_SECONDS, args)

    def _alarm(self, key: str, queue: aws.sqs.Queue, metric: str, threshold: int, args: QueueArgs) -> None:
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-{key}",
            name=f"{args.queue_name}-{key}",
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
            opts=pulumi.ResourceOptions(parent=self),
        )
