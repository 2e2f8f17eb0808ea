"""Tasks of ECS services that cannot start: an image is not there, or a role lacks the right to something.

What runs goes on running. A deployment that starts no task is ended by the service's circuit breaker: it is rolled
back to the last one that was completed, or, where there is none, stays failed until somebody begins another.
Source: ECS developer guide, how the deployment circuit breaker detects failures.
"""

import time
import uuid
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.images import Images
from sandbox.cloud.request import Scope
from sandbox.cloud.starts import TaskStarts

_ECS = "AmazonEC2ContainerServiceV20141113"
_TRIPPED = "ECS deployment circuit breaker: tasks failed to start."
Document = dict[str, Any]


@dataclass
class _Service:
    """`ran` is how many tasks run; `good` is the definition of the last deployment that was completed."""

    deployment: str = ""
    ran: int = 0
    good: str = ""
    completed: bool = False
    failed: bool = False
    hindrance: str = ""


class Pulls:
    """Worked out when somebody looks: no time passes between the first attempt and the breaker."""

    def __init__(self, emulator: Emulator, images: Images, starts: TaskStarts) -> None:
        self._emulator, self._images, self._starts = emulator, images, starts
        self._services: dict[tuple[Scope, str], _Service] = {}
        # A revision of a task definition never changes.
        self._definitions: dict[tuple[Scope, str], Document] = {}

    async def show(self, scope: Scope, service: Document) -> None:
        """Correct what the emulator says of a service."""
        if service.get("status") != "ACTIVE" or not service.get("deployments"):
            self._services.pop((scope, service["serviceArn"]), None)
            return
        known = self._services.setdefault((scope, service["serviceArn"]), _Service())
        await self._look(scope, service, known)
        if (known.failed or known.hindrance) and known.ran < int(service["runningCount"]):
            _fall_short(service, known)

    async def _look(self, scope: Scope, service: Document, known: _Service) -> None:
        first, wanted = service["deployments"][0], int(service["runningCount"])
        if first["id"] != known.deployment:
            known.deployment, known.completed, known.failed = first["id"], not wanted, False
        if known.failed:
            return
        known.hindrance = await self._hindrance(scope, service["taskDefinition"])
        if not known.hindrance:
            known.ran, known.completed, known.good = wanted, True, service["taskDefinition"]
        elif known.completed:
            known.ran = min(known.ran, wanted)
        elif service["deploymentConfiguration"].get("deploymentCircuitBreaker", {}).get("enable"):
            await self._trip(scope, service, known)

    async def _trip(self, scope: Scope, service: Document, known: _Service) -> None:
        breaker = service["deploymentConfiguration"]["deploymentCircuitBreaker"]
        if not (breaker.get("rollback") and known.good and known.good != service["taskDefinition"]):
            known.failed = True
            return
        where = {"cluster": service["clusterArn"], "service": service["serviceArn"]}
        answer = await self._ask(scope, "UpdateService", {**where, "taskDefinition": known.good})
        service |= answer["service"]
        known.deployment, known.completed = service["deployments"][0]["id"], True
        known.hindrance = await self._hindrance(scope, service["taskDefinition"])
        if not known.hindrance:
            known.ran = int(service["runningCount"])

    async def _hindrance(self, scope: Scope, named: str) -> str:
        """Why no task of a definition starts, in ECS's words; nothing where one does."""
        if (scope, named) not in self._definitions:
            told = await self._ask(scope, "DescribeTaskDefinition", {"taskDefinition": named})
            self._definitions[scope, named] = told["taskDefinition"]
        definition = self._definitions[scope, named]
        refused = await self._starts.hindrance(scope, definition)
        if refused:
            return refused
        missing = self._images.missing(scope.account, [each["image"] for each in definition["containerDefinitions"]])
        return f"CannotPullContainerError: failed to resolve ref {missing[0]}: not found." if missing else ""

    async def _ask(self, scope: Scope, operation: str, payload: Document) -> Document:
        answer = await self._emulator.ask_json(scope, service="ecs", target=f"{_ECS}.{operation}", payload=payload)
        return answer.json()


def _fall_short(service: Document, known: _Service) -> None:
    service |= {"runningCount": known.ran, "pendingCount": 0}
    state = {"rolloutState": "FAILED", "rolloutStateReason": _TRIPPED} if known.failed else {}
    service["deployments"][0] |= {"runningCount": known.ran, "pendingCount": 0, "failedTasks": 3, **state}
    message = f"(service {service['serviceName']}) was unable to start a task. Reason: {known.hindrance}"
    event = {"id": str(uuid.uuid4()), "createdAt": time.time(), "message": message}
    service["events"] = [event, *service.get("events", [])]
