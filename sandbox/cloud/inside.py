"""What containers of a region know without asking AWS: that they run and serve, and whether their database writes."""

from typing import Any

from sandbox.cloud.capacity import Capacity
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.iam.containers import Containers
from sandbox.cloud.kubernetes.clusters import Clusters
from sandbox.cloud.request import Scope
from sandbox.cloud.targets import Targets

_RDS_VERSION = "2014-10-31"


class Inside:
    """For stand-ins of containers: they must not ask the control planes that the real ones do not ask."""

    def __init__(
        self, emulator: Emulator, targets: Targets, clusters: Clusters, capacity: Capacity, containers: Containers
    ) -> None:
        self._emulator, self._targets, self.hand_out = emulator, targets, containers.hand_out
        self._clusters, self._capacity = clusters, capacity

    async def look(self, scope: Scope) -> dict[str, Any]:
        """`running`: workload -> tasks and pods; `healthy_targets`: target group -> how many; `writes`: clusters."""
        return {
            "running": await self._running(scope),
            "healthy_targets": await self._healthy(scope),
            "writes": await self._writers(scope),
        }

    async def _running(self, scope: Scope) -> dict[str, int]:
        limited = await self._capacity.running(scope)
        found: dict[str, int] = {}
        for service in await self._capacity.services(scope):
            running = service["runningCount"] if limited is None else limited[service["serviceArn"]]
            found[service["serviceName"]] = found.get(service["serviceName"], 0) + int(running)
        for cluster in await self._clusters.settled(scope):
            for deployment in cluster.store.all("deployments"):
                name = deployment["metadata"]["name"]
                found[name] = found.get(name, 0) + cluster.ready_pods(deployment)
        return found

    async def _healthy(self, scope: Scope) -> dict[str, int]:
        root = await self._targets.ask_elb(scope, Action="DescribeTargetGroups")
        arns = [
            text(each, "TargetGroupArn") for each in root.iterfind("DescribeTargetGroupsResult/TargetGroups/member")
        ]
        return {arn: sum(each.is_healthy for each in await self._targets.of(scope, arn) or ()) for arn in arns}

    async def _writers(self, scope: Scope) -> list[str]:
        root = await self._emulator.ask_query(
            scope, service="rds", parameters={"Action": "DescribeGlobalClusters", "Version": _RDS_VERSION}
        )
        return sorted(
            text(member, "DBClusterArn")
            for group in root.iter("GlobalClusterMembers")
            for member in group
            if text(member, "IsWriter") == "true" and text(member, "DBClusterArn").split(":")[3] == scope.region
        )
