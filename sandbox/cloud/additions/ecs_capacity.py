"""ECS: tasks that do not come, because Fargate has no room for them or their image is not there."""

import time
import uuid
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.capacity import Capacity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer

_REASON = "Capacity is unavailable at this time. Please try again later or in a different availability zone"


class TaskCapacity(Addition):
    """What is desired stays; what runs falls short of it, and the service's events say why."""

    service = "ecs"
    adds = (
        "a region that has room for a number of tasks, and tasks without an image, whose deployment the circuit "
        "breaker ends: DescribeServices, ListTasks and targets show those that run"
    )
    proves = (
        "a failover whose tasks do not come is noticed before traffic moves; a deployment whose image is missing "
        "fails, and only another one starts tasks"
    )
    cannot = "when Fargate has room and when not, and how long a breaker waits; pods of EKS have room always"

    def __init__(self, emulator: Emulator, capacity: Capacity) -> None:
        self._emulator, self._capacity = emulator, capacity

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in {"DescribeServices", "ListTasks"}

    @override
    async def answer(self, call: AwsCall) -> Answer:
        answer = await self._emulator.answer(call)
        if not answer.is_success or (call.action == "ListTasks" and "serviceName" not in call.json()):
            return answer
        document = answer.json()
        if call.action == "ListTasks":
            document["taskArns"] = document["taskArns"][: await self._running(call)]
            return json_answer(document)
        limited = await self._capacity.running(call.scope)
        for service in document["services"]:
            await self._capacity.show(call.scope, service)
            if limited is not None:
                _fall_short(service, limited.get(service["serviceArn"], 0))
        return json_answer(document)

    async def _running(self, call: AwsCall) -> int:
        """How many tasks of the service that is asked about run. It and its cluster are named by name or by ARN."""
        asked, limited = call.json(), await self._capacity.running(call.scope)
        cluster, name = (str(asked.get(key, "default")).rpartition("/")[2] for key in ("cluster", "serviceName"))
        ending = f":service/{cluster}/{name}"
        services = [each for each in await self._capacity.services(call.scope) if each["serviceArn"].endswith(ending)]
        counts = {each["serviceArn"]: int(each["runningCount"]) for each in services}
        return sum(count if limited is None else limited.get(arn, 0) for arn, count in counts.items())


def _fall_short(service: dict[str, Any], running: int) -> None:
    if running >= service["runningCount"]:
        return
    service |= {"runningCount": running, "pendingCount": 0}
    for deployment in service.get("deployments", [])[:1]:
        deployment |= {"runningCount": running, "pendingCount": 0, "rolloutState": "IN_PROGRESS"}
    message = f"(service {service['serviceName']}) was unable to place a task. Reason: {_REASON}."
    event = {"id": str(uuid.uuid4()), "createdAt": time.time(), "message": message}
    service["events"] = [event, *service.get("events", [])]
