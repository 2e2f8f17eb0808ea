"""The order queue. A message is an order's id and nothing else: what is to be done stands in the orders table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workloads.shop import tracing
from workloads.shop.clients import AwsClient

# Long polling: an empty answer costs as much as a full one.
POLL_SECONDS = 20
# How long a message stays hidden without a heartbeat from whoever took it.
HIDDEN_SECONDS = 60
_BATCH = 10


@dataclass(frozen=True)
class Message:
    """A delivery. The same order may be delivered any number of times. `trace` is what goes on with it."""

    order_id: str
    receipt: str
    trace: Mapping[str, str] = field(default_factory=dict)


class OrderQueue:
    """Sending, and what a receiver does with what it got."""

    def __init__(self, sqs: AwsClient, url: str) -> None:
        self._sqs, self._url = sqs, url

    def send(self, order_id: str) -> None:
        """Tell a worker that there is something to do."""
        carried = {name: {"DataType": "String", "StringValue": value} for name, value in tracing.carried().items()}
        self._sqs.send_message(QueueUrl=self._url, MessageBody=order_id, MessageAttributes=carried)

    def receive(self) -> list[Message]:
        """Wait for messages, and take some."""
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=_BATCH,
            WaitTimeSeconds=POLL_SECONDS,
            VisibilityTimeout=HIDDEN_SECONDS,
            MessageAttributeNames=list(tracing.CARRIED),
        )
        return [
            Message(each["Body"], each["ReceiptHandle"], _texts(each.get("MessageAttributes", {})))
            for each in answer.get("Messages", [])
        ]

    def hide(self, messages: Sequence[Message], seconds: int) -> None:
        """Keep messages hidden from other workers for `seconds` from now; zero gives them back.

        SQS says no for a message that is done meanwhile; that is no failure.
        """
        entries = [
            {"Id": str(index), "ReceiptHandle": message.receipt, "VisibilityTimeout": seconds}
            for index, message in enumerate(messages)
        ]
        self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def delete(self, message: Message) -> None:
        """Its work is done."""
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message.receipt)


def _texts(attributes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: value["StringValue"] for name, value in attributes.items()}
