"""A region's asynchronous pillar: order queue, events, and the alarms' topic."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.messaging.event_bus import EventBus, EventBusArgs
from components.messaging.order_topic import OrderEvents, OrderEventsArgs
from components.messaging.queue import Queue
from components.messaging.queue_parts import QueueArgs
from components.observability.alarm import OnCall
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from settings.messaging import MessagingSettings


@dataclass(frozen=True, kw_only=True)
class MessagingArgs:
    """`key_arn` is the region's own key: messages never leave the region."""

    spec: MessagingSettings
    account: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    runbooks_url: str | None
    locked: bool


class Messaging(pulumi.ComponentResource):
    """Web sends to the queue, workers pull; placed orders go by bus and topic to their subscribers."""

    orders: Queue
    bus: EventBus
    events: OrderEvents
    alarm_topic_arn: pulumi.Output[str]
    on_call: OnCall
    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: MessagingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:Messaging", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        alarms = AlarmTopic("alarms", AlarmTopicArgs(account=args.account, key_arn=args.key_arn), opts=child)
        self.on_call = OnCall(topic_arn=alarms.arn, runbooks_url=args.runbooks_url)
        self.orders = Queue(
            "orders",
            QueueArgs(
                spec=args.spec,
                queue_name=naming.ORDER_QUEUE,
                key_arn=args.key_arn,
                on_call=self.on_call,
                watches_age=True,
                locked=args.locked,
            ),
            opts=child,
        )
        self.orders.grant()
        self.events = OrderEvents(
            "order-events",
            OrderEventsArgs(
                spec=args.spec,
                key_arn=args.key_arn,
                on_call=self.on_call,
                locked=args.locked,
            ),
            opts=child,
        )
        self.bus = EventBus(
            "bus",
            EventBusArgs(
                spec=args.spec,
                key_arn=args.key_arn,
                topic_arn=self.events.arn,
                on_call=self.on_call,
                locked=args.locked,
            ),
            opts=child,
        )
        self.alarm_topic_arn = alarms.arn
        self.alarm_names = tuple(naming.alarm(key) for key in ("orders-age", "orders-dead-waiting"))
        self.register_outputs({"alarm_topic_arn": self.alarm_topic_arn})
