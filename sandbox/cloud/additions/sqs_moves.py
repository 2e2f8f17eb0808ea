"""SQS: moving dead letters back to where they came from."""

import json
import time
import uuid
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_ACTIONS = frozenset({"StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask"})
_BATCH, _MOST_RESULTS = 10, 10
_SHOWN = ("DestinationArn", "MaxNumberOfMessagesPerSecond")
_COPIED = ("MessageGroupId", "MessageDeduplicationId")


class MessageMoveTasks(Addition):
    """Moves at once what is visible at the start; a task has ended when it is answered."""

    service = "sqs"
    adds = "StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask"
    proves = "dead letters can be sent back, and arrive in the queue that each came from"
    cannot = "the pace of a real move, and cancelling one under way"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        # (scope, source queue's ARN) -> its tasks, the latest first
        self._tasks: dict[tuple[Scope, str], list[dict[str, Any]]] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in _ACTIONS

    @override
    async def answer(self, call: AwsCall) -> Answer:
        request = call.json()
        if call.action == "CancelMessageMoveTask":
            return json_error("ResourceNotFoundException", "Task does not exist.", 404)
        source = request["SourceArn"]
        if await self._url(call.scope, source) is None:
            return _missing("SourceArn")
        tasks = self._tasks.setdefault((call.scope, source), [])
        if call.action == "ListMessageMoveTasks":
            return json_answer({"Results": tasks[: min(int(request.get("MaxResults", 1)), _MOST_RESULTS)]})
        destination = request.get("DestinationArn")
        if not await self._has_sources(call.scope, source):
            return json_error("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
        if destination and await self._url(call.scope, destination) is None:
            return _missing("DestinationArn")
        started = int(time.time() * 1000)
        outcome = await self._move(call.scope, source, destination)
        given: dict[str, Any] = {key: request[key] for key in _SHOWN if key in request}
        tasks.insert(0, {"SourceArn": source, "StartedTimestamp": started, **given, **outcome})
        return json_answer({"TaskHandle": str(uuid.uuid4())})

    async def _has_sources(self, scope: Scope, dead_letter_arn: str) -> bool:
        """Whether a queue names this one for its dead letters."""
        for url in (await self._ask(scope, "ListQueues")).json().get("QueueUrls", []):
            policy = json.loads((await self._attributes(scope, url)).get("RedrivePolicy") or "{}")
            if policy.get("deadLetterTargetArn") == dead_letter_arn:
                return True
        return False

    async def _move(self, scope: Scope, source: str, destination: str | None) -> dict[str, Any]:
        source_url = await self._url(scope, source)
        there = int((await self._attributes(scope, str(source_url)))["ApproximateNumberOfMessages"])
        moved = 0
        while moved < there:
            received = await self._ask(
                scope,
                "ReceiveMessage",
                QueueUrl=source_url,
                MaxNumberOfMessages=min(_BATCH, there - moved),
                WaitTimeSeconds=0,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            messages = received.json().get("Messages") or []
            if not messages:
                break
            for message in messages:
                failure = await self._send(scope, message, destination)
                letter = {"QueueUrl": source_url, "ReceiptHandle": message["ReceiptHandle"]}
                if failure:
                    await self._ask(scope, "ChangeMessageVisibility", **letter, VisibilityTimeout=0)
                    return {"Status": "FAILED", "FailureReason": failure, **_counts(moved, there)}
                await self._ask(scope, "DeleteMessage", **letter)
                moved += 1
        return {"Status": "COMPLETED", **_counts(moved, there)}

    async def _send(self, scope: Scope, message: dict[str, Any], destination: str | None) -> str:
        """Send a message on; answers why it could not be sent. A message that was moved is a new one."""
        attributes = message.get("Attributes") or {}
        target = destination or attributes.get("DeadLetterQueueSourceArn")
        if not target:
            return "CouldNotDetermineMessageSource"
        sent = await self._ask(
            scope,
            "SendMessage",
            QueueUrl=await self._url(scope, target),
            MessageBody=message["Body"],
            MessageAttributes=message.get("MessageAttributes") or {},
            **{key: attributes[key] for key in _COPIED if key in attributes},
        )
        return "" if sent.is_success else "AWS.SimpleQueueService.NonExistentQueue"

    async def _attributes(self, scope: Scope, url: str) -> dict[str, str]:
        answer = await self._ask(scope, "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        attributes: dict[str, str] = answer.json().get("Attributes", {})
        return attributes

    async def _url(self, scope: Scope, arn: str) -> str | None:
        answer = await self._ask(scope, "GetQueueUrl", QueueName=arn.rpartition(":")[2])
        url: str | None = answer.json().get("QueueUrl")
        return url

    async def _ask(self, scope: Scope, operation: str, **payload: Any) -> Answer:  # noqa: ANN401 - JSON's own
        return await self._emulator.ask_json(
            scope, service=self.service, target=f"AmazonSQS.{operation}", payload=payload
        )


def _counts(moved: int, there: int) -> dict[str, int]:
    return {"ApproximateNumberOfMessagesMoved": moved, "ApproximateNumberOfMessagesToMove": there}


def _missing(parameter: str) -> Answer:
    message = f"The resource that you specified for the {parameter} parameter doesn't exist."
    return json_error("ResourceNotFoundException", message, 404)
