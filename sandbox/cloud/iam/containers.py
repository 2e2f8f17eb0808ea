"""The role that a container acts as: ECS reads it off the task definition, EKS off the pod's service account."""

from collections.abc import Mapping
from typing import Any

from sandbox.cloud.capacity import Capacity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.account import DEFAULT_ACCOUNT
from sandbox.cloud.iam.desk import Desk
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.kubernetes.rights import taken_by
from sandbox.cloud.request import Scope

_ECS = "AmazonEC2ContainerServiceV20141113"
_TASKS = "ecs-tasks.amazonaws.com"


class Containers:
    """Hands a workload's containers what they sign with. A role that does not trust them is refused, as on AWS."""

    def __init__(self, emulator: Emulator, capacity: Capacity, clusters: Clusters, desk: Desk) -> None:
        self._emulator, self._capacity, self._clusters, self._desk = emulator, capacity, clusters, desk

    async def hand_out(self, query: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `{"region", "workload"}` with keys, and with the variables that the platform sets beside them.

        Raises ValueError where nothing of that name has a role.
        """
        scope = Scope(query.get("account", DEFAULT_ACCOUNT), str(wanted["region"]))
        workload = str(wanted["workload"])
        asked = await self._of_task(scope, workload) or self._of_pod(scope, workload)
        if asked is None:
            msg = f"{scope.region} has no container of {workload!r} with a role"
            raise ValueError(msg)
        environment = {each["name"]: each["value"] for each in asked.pop("environment")}
        return {**environment, **await self._desk.hand_out({}, {**asked, "session": workload})}

    async def _of_task(self, scope: Scope, workload: str) -> dict[str, Any] | None:
        for service in await self._capacity.services(scope):
            if service["serviceName"] != workload:
                continue
            answer = await self._emulator.ask_json(
                scope,
                service="ecs",
                target=f"{_ECS}.DescribeTaskDefinition",
                payload={"taskDefinition": service["taskDefinition"]},
            )
            definition = answer.json().get("taskDefinition", {})
            role, containers = definition.get("taskRoleArn"), definition.get("containerDefinitions", [])
            context = {
                "aws:SourceAccount": scope.account,
                "aws:SourceArn": f"arn:aws:ecs:{scope.region}:{scope.account}:*",
            }
            told = [variable for each in containers for variable in each.get("environment") or ()]
            return {"role": role, "service": _TASKS, "context": context, "environment": told} if role else None
        return None

    def _of_pod(self, scope: Scope, workload: str) -> dict[str, Any] | None:
        for cluster in self._clusters.in_region(scope):
            taking = taken_by(scope, cluster, workload)
            if taking is None:
                continue
            pods = [each for each in cluster.store.all("deployments") if each["metadata"]["name"] == workload]
            containers = [each for pod in pods for each in pod["spec"]["template"]["spec"]["containers"]]
            told = [variable for each in containers for variable in each.get("env") or () if "value" in variable]
            asked = {"role": taking.role, "provider": taking.who.arn, "context": taking.sends}
            return {**asked, "environment": told}
        return None
