"""A queue for what could not be delivered or worked off. Nobody reads it, so whatever lies in it raises an alarm."""

import pulumi
import pulumi_aws as aws

from components.common.policy_document import Statement
from components.messaging.queue_parts import QueueArgs, dead_letters_alarm, encrypted_queue, queue_policy


class DeadLetters(pulumi.ComponentResource):
    """Kept longer than any message lives, so that the cause can be mended and the letters sent again."""

    url: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:DeadLetters", name, None, opts)
        self._name = name
        self._queue = encrypted_queue(self, name, args, retention_days=args.spec.dead_letter_retention_days)
        dead_letters_alarm(self, f"{name}-waiting", args, self._queue)
        self.url, self.arn = self._queue.url, self._queue.arn
        self.register_outputs({"url": self.url, "arn": self.arn})

    def grant(self, *statements: Statement) -> aws.sqs.QueuePolicy:
        """Write the queue's policy. Once: a second policy would replace the first."""
        return queue_policy(self, self._name, self._queue, statements)
