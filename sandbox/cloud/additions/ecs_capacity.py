"""ECS: tasks that do not come, because Fargate has no room for them."""

import time
import uuid
from typing import Any

from sandbox.cloud.capacity import Capacity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer

_REASON = "Capacity is unavailable at this time. Please try again later or in a different availability zone"


class TaskCapacity:
    """What is desired stays; what runs falls short of it, and the service's events say why."""

    service = "ecs"
    adds = "a region that has room for a number of tasks: DescribeServices, ListTasks and targets show those that run"
    proves = "a failover whose tasks do not come is noticed before traffic moves"
    cannot = "when Fargate has room and when not; pods of EKS have room always"

    def __init__(self, emulator: Emulator, capacity: Capacity) -> None:
        self._emulator, self._capacity = emulator, capacity

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.action in {"DescribeServices", "ListTasks"}

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        answer = await self._emulator.answer(call)
        limited = await self._capacity.running(call.scope) if answer.is_success else None
        if limited is None:
            return answer
        document = answer.json()
        if call.action == "DescribeServices":
            for service in document["services"]:
                _fall_short(service, limited.get(service["serviceArn"], 0))
        elif "serviceName" in call.json():
            document["taskArns"] = document["taskArns"][: _room(call, limited)]
        return json_answer(document)


def _room(call: AwsCall, limited: dict[str, int]) -> int:
    """How many tasks of the service that is asked about run. It is named by its name or its ARN."""
    name = call.json()["serviceName"].rpartition("/")[2]
    return sum(count for arn, count in limited.items() if arn.rpartition("/")[2] == name)


def _fall_short(service: dict[str, Any], running: int) -> None:
    if running >= service["runningCount"]:
        return
    service |= {"runningCount": running, "pendingCount": 0}
    for deployment in service.get("deployments", [])[:1]:
        deployment |= {"runningCount": running, "pendingCount": 0, "rolloutState": "IN_PROGRESS"}
    message = f"(service {service['serviceName']}) was unable to place a task. Reason: {_REASON}."
    event = {"id": str(uuid.uuid4()), "createdAt": time.time(), "message": message}
    service["events"] = [event, *service.get("events", [])]
