"""The role that a container acts as: ECS reads it off the task definition, EKS off the pod's service account."""

from collections.abc import Mapping
from typing import Any

from sandbox.cloud.capacity import Capacity
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.desk import Desk
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.request import DEFAULT_ACCOUNT, Scope

_ECS = "AmazonEC2ContainerServiceV20141113"
_TASKS = "ecs-tasks.amazonaws.com"
_AUDIENCE = "sts.amazonaws.com"
_ROLE = "eks.amazonaws.com/role-arn"


class Containers:
    """Hands a workload's containers what they sign with. A role that does not trust them is refused, as on AWS."""

    def __init__(self, emulator: Emulator, capacity: Capacity, clusters: Clusters, desk: Desk) -> None:
        self._emulator, self._capacity, self._clusters, self._desk = emulator, capacity, clusters, desk

    async def hand_out(self, query: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `{"region", "workload"}` with keys. Raises ValueError where nothing of that name has a role."""
        scope = Scope(query.get("account", DEFAULT_ACCOUNT), str(wanted["region"]))
        workload = str(wanted["workload"])
        asked = await self._of_task(scope, workload) or self._of_pod(scope, workload)
        if asked is None:
            msg = f"{scope.region} has no container of {workload!r} with a role"
            raise ValueError(msg)
        return await self._desk.hand_out({}, {**asked, "session": workload})

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
            role = answer.json().get("taskDefinition", {}).get("taskRoleArn")
            context = {
                "aws:SourceAccount": scope.account,
                "aws:SourceArn": f"arn:aws:ecs:{scope.region}:{scope.account}:*",
            }
            return {"role": role, "service": _TASKS, "context": context} if role else None
        return None

    def _of_pod(self, scope: Scope, workload: str) -> dict[str, Any] | None:
        for cluster in self._clusters.in_region(scope):
            for account in cluster.store.all("serviceaccounts"):
                metadata = account["metadata"]
                role = metadata.get("annotations", {}).get(_ROLE)
                if metadata["name"] != workload or not role:
                    continue
                issuer = cluster.issuer
                subject = f"system:serviceaccount:{metadata['namespace']}:{workload}"
                return {
                    "role": role,
                    "provider": f"arn:aws:iam::{scope.account}:oidc-provider/{issuer}",
                    "context": {f"{issuer}:sub": subject, f"{issuer}:aud": _AUDIENCE},
                }
        return None
