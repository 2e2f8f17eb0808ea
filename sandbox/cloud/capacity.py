"""How many of a region's tasks run: all of them, unless their image is missing or the region has room for fewer."""

from typing import Any

from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.pulls import Pulls
from sandbox.cloud.request import Scope

_ECS = "AmazonEC2ContainerServiceV20141113"
_SERVICES_PER_CALL = 10


class Capacity:
    """Fargate's. A task that ran when the room was limited keeps it; what is asked for later gets what is left."""

    def __init__(self, emulator: Emulator, conditions: Conditions, pulls: Pulls) -> None:
        self._emulator, self._conditions, self._pulls = emulator, conditions, pulls
        # (scope, service's ARN) -> how many of its tasks ran when the room was limited
        self._kept: dict[Scope, dict[str, int]] = {}

    async def limit(self, scope: Scope) -> None:
        """Note what runs now. To be called when a region's room was set."""
        self._kept.pop(scope, None)
        if scope.region in self._conditions.tasks:
            self._kept[scope] = {each["serviceArn"]: each["runningCount"] for each in await self.services(scope)}

    async def running(self, scope: Scope) -> dict[str, int] | None:
        """How many tasks of each service run, by ARN; None where there is room for all of them."""
        if scope.region not in self._conditions.tasks:
            return None
        kept = self._kept.get(scope, {})
        wanted = {each["serviceArn"]: int(each["runningCount"]) for each in await self.services(scope)}
        found = {arn: min(count, kept.get(arn, 0)) for arn, count in wanted.items()}
        left = max(self._conditions.tasks[scope.region] - sum(found.values()), 0)
        for arn in sorted(wanted):
            more = min(wanted[arn] - found[arn], left)
            found[arn] += more
            left -= more
        return found

    async def services(self, scope: Scope) -> list[dict[str, Any]]:
        """Every service of the region, with the tasks that could be started."""
        found: list[dict[str, Any]] = []
        for cluster in (await self._ask(scope, "ListClusters", {})).get("clusterArns", []):
            arns = (await self._ask(scope, "ListServices", {"cluster": cluster})).get("serviceArns", [])
            for start in range(0, len(arns), _SERVICES_PER_CALL):
                wanted = {"cluster": cluster, "services": arns[start : start + _SERVICES_PER_CALL]}
                found += (await self._ask(scope, "DescribeServices", wanted)).get("services", [])
        for each in found:
            await self.show(scope, each)
        return found

    async def show(self, scope: Scope, service: dict[str, Any]) -> None:
        """Correct what the emulator says of a service: without its image no task starts."""
        await self._pulls.show(scope, service)

    async def tasks(self, scope: Scope, service: dict[str, Any]) -> list[str]:
        """ARNs of the tasks that run, of a service as `services` tells of it."""
        wanted = {"cluster": service["clusterArn"], "serviceName": service["serviceName"], "desiredStatus": "RUNNING"}
        arns: list[str] = (await self._ask(scope, "ListTasks", wanted)).get("taskArns", [])[: service["runningCount"]]
        limited = await self.running(scope)
        return arns if limited is None else arns[: limited.get(service["serviceArn"], 0)]

    async def _ask(self, scope: Scope, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        answer = await self._emulator.ask_json(scope, service="ecs", target=f"{_ECS}.{operation}", payload=payload)
        return answer.json()
