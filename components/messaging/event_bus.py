"""The bus on which the shop says what happened: archive, rule, and what could not be delivered."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow
from components.messaging.dead_letter_queue import DeadLetters
from components.messaging.queue_parts import QueueArgs
from components.observability.alarm import OnCall
from settings.messaging import MessagingSettings
from workloads.declaration import EVENT_SOURCE, ORDER_PLACED


@dataclass(frozen=True, kw_only=True)
class EventBusArgs:
    """`topic_arn` gets every placed order."""

    spec: MessagingSettings
    key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    on_call: OnCall
    locked: bool


class EventBus(pulumi.ComponentResource):
    """Events are kept for replay. Those that the key or a target refuses for a day are left in a queue."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    archive_name: pulumi.Output[str]

    def __init__(self, name: str, args: EventBusArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:EventBus", name, None, opts)
        undelivered = DeadLetters(
            f"{name}-undelivered",
            QueueArgs(
                spec=args.spec,
                queue_name=naming.queue("events-undelivered"),
                key_arn=args.key_arn,
                on_call=args.on_call,
                locked=args.locked,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        bus = aws.cloudwatch.EventBus(
            name,
            name=naming.EVENT_BUS,
            kms_key_identifier=args.key_arn,
            dead_letter_config={"arn": undelivered.arn},
            opts=pulumi.ResourceOptions(parent=self),
        )
        archive = aws.cloudwatch.EventArchive(
            f"{name}-archive",
            name=f"{naming.EVENT_BUS}-archive",
            event_source_arn=bus.arn,
            kms_key_identifier=args.key_arn,
            retention_days=args.spec.archive_days,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        self._rule(name, bus, undelivered, args)
        self.name, self.arn, self.archive_name = bus.name, bus.arn, archive.name
        self.register_outputs({"name": self.name, "arn": self.arn, "archive_name": self.archive_name})

    def _rule(self, name: str, bus: aws.cloudwatch.EventBus, undelivered: DeadLetters, args: EventBusArgs) -> None:
        rule = aws.cloudwatch.EventRule(
            f"{name}-order-placed",
            name="standby-order-placed",
            event_bus_name=bus.name,
            event_pattern=pulumi.Output.json_dumps({"source": [EVENT_SOURCE], "detail-type": [ORDER_PLACED]}),
            opts=pulumi.ResourceOptions(parent=self),
        )
        policy = undelivered.grant(
            allow(
                ["sqs:SendMessage"],
                [undelivered.arn],
                principal={"Service": "events.amazonaws.com"},
                condition={"ArnEquals": {"aws:SourceArn": [bus.arn, rule.arn]}},
            )
        )
        aws.cloudwatch.EventTarget(
            f"{name}-order-placed-topic",
            target_id="order-events",
            rule=rule.name,
            event_bus_name=bus.name,
            arn=args.topic_arn,
            retry_policy={"maximum_event_age_in_seconds": 86_400, "maximum_retry_attempts": 185},
            dead_letter_config={"arn": undelivered.arn},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
