"""SQS: moving dead letters back to where they came from."""

import json
import time
import uuid
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

_ACTIONS = frozenset({"StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask"})
_BATCH = 10


class MessageMoveTasks:
    """Moves every visible message at once; a task is complete when it is answered."""

    service = "sqs"
    adds = "StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask"
    proves = "dead letters can be sent back, and arrive"
    cannot = "the pace of a real move, and cancelling one under way"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._tasks: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service and call.action in _ACTIONS

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        request = call.json()
        if call.action == "CancelMessageMoveTask":
            return json_error("ResourceNotFoundException", "Task does not exist.")
        here = (call.account, call.region, request["SourceArn"])
        if call.action == "ListMessageMoveTasks":
            return json_answer({"Results": self._tasks.get(here, [])[-int(request.get("MaxResults", 1)) :]})
        source = request["SourceArn"]
        targets = [request["DestinationArn"]] if request.get("DestinationArn") else await self._sources_of(call, source)
        if not targets:
            return json_error("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
        moved = await self._move(call, source, targets[0])
        handle = str(uuid.uuid4())
        self._tasks.setdefault(here, []).append(
            {
                "TaskHandle": handle,
                "Status": "COMPLETED",
                "SourceArn": source,
                "ApproximateNumberOfMessagesMoved": moved,
                "ApproximateNumberOfMessagesToMove": moved,
                "StartedTimestamp": int(time.time() * 1000),
            }
        )
        return json_answer({"TaskHandle": handle})

    async def _sources_of(self, call: AwsCall, dead_letter_arn: str) -> list[str]:
        """Queues that name this one for their dead letters."""
        found = []
        for url in (await self._ask(call, "ListQueues", {})).get("QueueUrls", []):
            answer = await self._ask(call, "GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]})
            attributes = answer.get("Attributes", {})
            policy = json.loads(attributes.get("RedrivePolicy") or "{}")
            if policy.get("deadLetterTargetArn") == dead_letter_arn:
                found.append(attributes["QueueArn"])
        return found

    async def _move(self, call: AwsCall, source: str, target: str) -> int:
        source_url, target_url = await self._url(call, source), await self._url(call, target)
        moved = 0
        while True:
            request = {"QueueUrl": source_url, "MaxNumberOfMessages": _BATCH, "WaitTimeSeconds": 0}
            request["MessageAttributeNames"] = ["All"]
            messages = (await self._ask(call, "ReceiveMessage", request)).get("Messages") or []
            if not messages:
                return moved
            for message in messages:
                attributes = message.get("MessageAttributes") or {}
                sent = {"QueueUrl": target_url, "MessageBody": message["Body"], "MessageAttributes": attributes}
                await self._ask(call, "SendMessage", sent)
                receipt = {"QueueUrl": source_url, "ReceiptHandle": message["ReceiptHandle"]}
                await self._ask(call, "DeleteMessage", receipt)
                moved += 1

    async def _url(self, call: AwsCall, arn: str) -> str:
        return str((await self._ask(call, "GetQueueUrl", {"QueueName": arn.rpartition(":")[2]})).get("QueueUrl", ""))

    async def _ask(self, call: AwsCall, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        answer = await self._emulator.ask_json(
            call, service=self.service, target=f"AmazonSQS.{operation}", payload=payload
        )
        return answer.json()
