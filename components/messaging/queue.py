"""A queue and the queue for its dead letters."""

from dataclasses import replace

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import Statement
from components.messaging.dead_letter_queue import DeadLetters
from components.messaging.queue_parts import QueueArgs, age_alarm, encrypted_queue, queue_policy


class Queue(pulumi.ComponentResource):
    """Encrypted, TLS only. What fails `max_receives` times is set aside; what waits too long raises an alarm."""

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    queue_name: pulumi.Output[str]
    dead_letter_arn: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:Queue", name, None, opts)
        self._name = name
        self._queue = encrypted_queue(self, name, args, retention_days=args.spec.retention_days)
        if args.watches_age:
            age_alarm(self, f"{name}-age", args, self._queue)
        dead = self._dead_letters(name, args)
        self.url, self.arn, self.queue_name = self._queue.url, self._queue.arn, self._queue.name
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
        """Write the queue's policy. Once: a second policy would replace the first."""
        return queue_policy(self, self._name, self._queue, statements)

    def _dead_letters(self, name: str, args: QueueArgs) -> DeadLetters:
        child = pulumi.ResourceOptions(parent=self)
        letters = replace(args, queue_name=naming.dead_letters_of(args.queue_name))
        dead = DeadLetters(f"{name}-dead", letters, opts=child)
        dead.grant()
        aws.sqs.RedrivePolicy(
            f"{name}-redrive",
            queue_url=self._queue.url,
            redrive_policy=pulumi.Output.json_dumps(
                {"deadLetterTargetArn": dead.arn, "maxReceiveCount": args.spec.max_receives}
            ),
            opts=child,
        )
        aws.sqs.RedriveAllowPolicy(
            f"{name}-dead-redrive-allow",
            queue_url=dead.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [self._queue.arn]}
            ),
            opts=child,
        )
        return dead
