"""Tasks of ECS services that cannot start, because their image is not there.

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
    missing: tuple[str, ...] = ()


class Pulls:
    """Worked out when somebody looks: no time passes between the first attempt and the breaker."""

    def __init__(self, emulator: Emulator, images: Images) -> None:
        self._emulator, self._images = emulator, images
        self._services: dict[tuple[Scope, str], _Service] = {}
        # A revision of a task definition never changes.
        self._pulled: dict[tuple[Scope, str], tuple[str, ...]] = {}

    async def show(self, scope: Scope, service: Document) -> None:
        """Correct what the emulator says of a service."""
        if service.get("status") != "ACTIVE" or not service.get("deployments"):
            self._services.pop((scope, service["serviceArn"]), None)
            return
        known = self._services.setdefault((scope, service["serviceArn"]), _Service())
        await self._look(scope, service, known)
        if (known.failed or known.missing) and known.ran < int(service["runningCount"]):
            _fall_short(service, known)

    async def _look(self, scope: Scope, service: Document, known: _Service) -> None:
        first, wanted = service["deployments"][0], int(service["runningCount"])
        if first["id"] != known.deployment:
            known.deployment, known.completed, known.failed = first["id"], not wanted, False
        images = await self._images_of(scope, service["taskDefinition"])
        if known.failed:
            return
        known.missing = tuple(self._images.missing(scope.account, images))
        if not known.missing:
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
        known.missing = tuple(
            self._images.missing(scope.account, await self._images_of(scope, service["taskDefinition"]))
        )
        if not known.missing:
            known.ran = int(service["runningCount"])

    async def _images_of(self, scope: Scope, definition: str) -> tuple[str, ...]:
        if (scope, definition) not in self._pulled:
            told = await self._ask(scope, "DescribeTaskDefinition", {"taskDefinition": definition})
            containers = told.get("taskDefinition", {}).get("containerDefinitions", [])
            self._pulled[scope, definition] = tuple(each["image"] for each in containers)
        return self._pulled[scope, definition]

    async def _ask(self, scope: Scope, operation: str, payload: Document) -> Document:
        answer = await self._emulator.ask_json(scope, service="ecs", target=f"{_ECS}.{operation}", payload=payload)
        return answer.json()


def _fall_short(service: Document, known: _Service) -> None:
    service |= {"runningCount": known.ran, "pendingCount": 0}
    state = {"rolloutState": "FAILED", "rolloutStateReason": _TRIPPED} if known.failed else {}
    service["deployments"][0] |= {"runningCount": known.ran, "pendingCount": 0, "failedTasks": 3, **state}
    message = (
        f"(service {service['serviceName']}) was unable to start a task. Reason: CannotPullContainerError: "
        f"failed to resolve ref {known.missing[0]}: not found."
    )
    event = {"id": str(uuid.uuid4()), "createdAt": time.time(), "message": message}
    service["events"] = [event, *service.get("events", [])]
