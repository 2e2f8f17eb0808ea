"""The topic that fans placed orders out to whoever works on them next."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow, deny_plain_text, document
from components.messaging.dead_letter_queue import DeadLetters
from components.messaging.queue import Queue
from components.messaging.queue_parts import QueueArgs
from components.observability.alarm import OnCall
from settings.messaging import MessagingSettings

SUBSCRIBERS = ("analytics", "fulfilment")


@dataclass(frozen=True, kw_only=True)
class OrderEventsArgs:
    """The key must let SNS use it, or nothing reaches the queues."""

    spec: MessagingSettings
    key_arn: pulumi.Input[str]
    on_call: OnCall
    locked: bool


class OrderEvents(pulumi.ComponentResource):
    """Each subscriber has a queue, that queue's dead letters, and the dead letters of the delivery itself."""

    arn: pulumi.Output[str]
    queue_urls: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: OrderEventsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:OrderEvents", name, None, opts)
        topic = aws.sns.Topic(
            name,
            name=naming.ORDER_TOPIC,
            kms_master_key_id=args.key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=document(
                # Without a condition: EventBridge names no source when it publishes, so one would refuse every event.
                allow(["sns:Publish"], [topic.arn], principal={"Service": "events.amazonaws.com"}),
                deny_plain_text([topic.arn], ["sns:Publish"]),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = topic.arn
        self.queue_urls = {key: self._subscribe(name, key, topic, args).url for key in SUBSCRIBERS}
        self.register_outputs({"arn": self.arn, "queue_urls": self.queue_urls})

    def _subscribe(self, name: str, key: str, topic: aws.sns.Topic, args: OrderEventsArgs) -> Queue:
        child = pulumi.ResourceOptions(parent=self)
        queue = Queue(f"{name}-{key}", _queue_args(key, args), opts=child)
        undelivered = DeadLetters(f"{name}-{key}-undelivered", _queue_args(f"{key}-undelivered", args), opts=child)
        sender = {"Service": "sns.amazonaws.com"}
        only = {"ArnEquals": {"aws:SourceArn": topic.arn}}
        policies = [
            target.grant(allow(["sqs:SendMessage"], [target.arn], principal=sender, condition=only))
            for target in (queue, undelivered)
        ]
        aws.sns.TopicSubscription(
            f"{name}-{key}-subscription",
            topic=topic.arn,
            protocol="sqs",
            endpoint=queue.arn,
            raw_message_delivery=True,
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": undelivered.arn}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=policies),
        )
        return queue


def _queue_args(key: str, args: OrderEventsArgs) -> QueueArgs:
    return QueueArgs(
        spec=args.spec,
        queue_name=naming.queue(key),
        key_arn=args.key_arn,
        on_call=args.on_call,
        locked=args.locked,
    )
