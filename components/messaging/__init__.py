"""What goes between the workloads of a region: queues with their dead letters, the topic of order events, the bus."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.messaging.dead_letter_queue import DeadLetters
    from components.messaging.event_bus import EventBus, EventBusArgs
    from components.messaging.messaging import Messaging, MessagingArgs
    from components.messaging.order_topic import OrderEvents, OrderEventsArgs
    from components.messaging.queue import Queue
    from components.messaging.queue_parts import QueueArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "DeadLetters",
    "EventBus",
    "EventBusArgs",
    "Messaging",
    "MessagingArgs",
    "OrderEvents",
    "OrderEventsArgs",
    "Queue",
    "QueueArgs",
]
