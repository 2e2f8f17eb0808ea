"""Moving dead letters through boto3. The pace of a real move is not shown."""

import json
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import WEST, Aws

pytestmark = pytest.mark.emulator

GHOST = "arn:aws:sqs:us-east-1:000000000000:ghost"


class Queue:
    """A queue, with or without another for its dead letters."""

    def __init__(self, aws: Aws, dead_letters: "Queue | None" = None) -> None:
        self._sqs = aws.client("sqs")
        attributes = {"VisibilityTimeout": "0"}
        if dead_letters:
            policy = {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": 1}
            attributes["RedrivePolicy"] = json.dumps(policy)
        self.url = self._sqs.create_queue(QueueName=f"q-{uuid4()}", Attributes=attributes)["QueueUrl"]
        self.arn: str = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]

    def send(self, body: str, **more: Any) -> None:  # noqa: ANN401 - boto3's own
        self._sqs.send_message(QueueUrl=self.url, MessageBody=body, **more)

    def receive(self) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        return list(answer.get("Messages", []))

    def give_up(self) -> None:
        """Receive every message once too often, so that it becomes a dead letter."""
        while self.receive():
            pass

    def waiting(self) -> int:
        answer = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])


@pytest.fixture
def dead(aws: Aws) -> Queue:
    return Queue(aws)


def tasks(aws: Aws, source: Queue, most: int = 10) -> list[dict[str, Any]]:
    return list(aws.client("sqs").list_message_move_tasks(SourceArn=source.arn, MaxResults=most)["Results"])


def test_dead_letters_go_back_to_the_queue_that_each_came_from(aws: Aws, dead: Queue) -> None:
    orders, events = Queue(aws, dead), Queue(aws, dead)
    for number in range(12):
        orders.send(f"order {number}")
    events.send("event")
    for queue in (orders, events):
        queue.give_up()
    assert dead.waiting() == 13
    assert aws.client("sqs").start_message_move_task(SourceArn=dead.arn)["TaskHandle"]
    assert (dead.waiting(), orders.waiting(), events.waiting()) == (0, 12, 1)


def test_dead_letters_go_where_they_are_sent(aws: Aws, dead: Queue) -> None:
    orders, elsewhere = Queue(aws, dead), Queue(aws)
    orders.send("order")
    orders.give_up()
    aws.client("sqs").start_message_move_task(SourceArn=dead.arn, DestinationArn=elsewhere.arn)
    assert (dead.waiting(), orders.waiting(), elsewhere.waiting()) == (0, 0, 1)


def test_a_moved_message_keeps_its_body_and_its_attributes(aws: Aws, dead: Queue) -> None:
    orders = Queue(aws, dead)
    orders.send("order", MessageAttributes={"trace": {"DataType": "String", "StringValue": "abc"}})
    orders.give_up()
    aws.client("sqs").start_message_move_task(SourceArn=dead.arn)
    (message,) = orders.receive()
    assert message["Body"] == "order"
    assert message["MessageAttributes"]["trace"]["StringValue"] == "abc"


def test_a_finished_task_is_listed_as_aws_lists_it(aws: Aws, dead: Queue) -> None:
    orders = Queue(aws, dead)
    orders.send("order")
    orders.give_up()
    aws.client("sqs").start_message_move_task(SourceArn=dead.arn, MaxNumberOfMessagesPerSecond=5)
    (task,) = tasks(aws, dead)
    assert task.pop("StartedTimestamp") > 0
    assert task == {
        "Status": "COMPLETED",
        "SourceArn": dead.arn,
        "MaxNumberOfMessagesPerSecond": 5,
        "ApproximateNumberOfMessagesMoved": 1,
        "ApproximateNumberOfMessagesToMove": 1,
    }, "a handle is shown only while a task runs, and a destination only when it was given"


def test_tasks_are_listed_with_the_latest_first(aws: Aws, dead: Queue) -> None:
    Queue(aws, dead)
    elsewhere = [Queue(aws) for _ in range(3)]
    for queue in elsewhere:
        aws.client("sqs").start_message_move_task(SourceArn=dead.arn, DestinationArn=queue.arn)
    assert [task["DestinationArn"] for task in tasks(aws, dead)] == [queue.arn for queue in reversed(elsewhere)]
    assert len(tasks(aws, dead, most=1)) == 1


def test_a_message_that_came_from_nowhere_stays_and_the_task_fails(aws: Aws, dead: Queue) -> None:
    Queue(aws, dead)
    dead.send("written by hand")
    aws.client("sqs").start_message_move_task(SourceArn=dead.arn)
    (task,) = tasks(aws, dead)
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")
    assert dead.waiting() == 1


def test_only_a_queue_of_dead_letters_can_be_a_source(aws: Aws) -> None:
    with pytest.raises(ClientError, match=r"InvalidParameterValue.*Dead Letter Queue"):
        aws.client("sqs").start_message_move_task(SourceArn=Queue(aws).arn)


@pytest.mark.parametrize("parameter", ["SourceArn", "DestinationArn"])
def test_a_queue_that_does_not_exist_is_named_by_its_parameter(aws: Aws, dead: Queue, parameter: str) -> None:
    Queue(aws, dead)
    with pytest.raises(ClientError, match=rf"ResourceNotFoundException.*{parameter}"):
        aws.client("sqs").start_message_move_task(**{"SourceArn": dead.arn, parameter: GHOST})


def test_there_is_never_a_task_left_to_cancel(aws: Aws) -> None:
    with pytest.raises(ClientError, match="Task does not exist"):
        aws.client("sqs").cancel_message_move_task(TaskHandle="any")


def test_tasks_of_one_region_are_not_seen_in_the_other(aws: Aws, dead: Queue) -> None:
    Queue(aws, dead)
    aws.client("sqs").start_message_move_task(SourceArn=dead.arn)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws.client("sqs", WEST).list_message_move_tasks(SourceArn=dead.arn)
