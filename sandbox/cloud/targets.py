"""Who stands behind a target group: what was registered, tasks of ECS services, and pods of EKS that are bound to it.

ECS and the controller in a cluster register addresses. The emulator runs no containers, so its tasks and pods have
none; they get one each here.
"""

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from sandbox.cloud.capacity import Capacity
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.kubernetes.clusters import Clusters, pod_names
from sandbox.cloud.leases import Leases, Subnet
from sandbox.cloud.request import Scope

_ELB_VERSION = "2015-12-01"


@dataclass(frozen=True)
class Target:
    """One target. `zone` is empty where nothing says it."""

    id: str
    port: int
    zone: str
    is_healthy: bool


class Targets:
    """Looks targets up at the moment they are asked for, so that they always follow the services' counts."""

    def __init__(
        self, emulator: Emulator, health: EndpointHealth, clusters: Clusters, leases: Leases, capacity: Capacity
    ) -> None:
        self._emulator, self._health, self._capacity = emulator, health, capacity
        self._clusters, self._leases = clusters, leases

    async def of(self, scope: Scope, group_arn: str) -> list[Target] | None:
        """The targets of a group, or None where there is no such group."""
        found = await self.ask_elb(scope, Action="DescribeTargetHealth", TargetGroupArn=group_arn)
        if found.find("DescribeTargetHealthResult") is None:
            return None
        registered = [
            Target(host, int(text(member, "Port")), "", self._health.is_healthy(host))
            for member in found.iter("Target")
            for host in [text(member, "Id")]
        ]
        pods, shares = await self._of_pods(scope, group_arn)
        # A binding that does not share its group has everybody else taken out of it.
        return [*registered, *(await self._of_services(scope, group_arn) if shares else []), *pods]

    async def groups_behind(self, scope: Scope, balancer_arn: str) -> set[str]:
        """The ARNs of the target groups that a load balancer's listeners and their rules forward to."""
        listeners = await self.ask_elb(scope, Action="DescribeListeners", LoadBalancerArn=balancer_arn)
        found = [listeners]
        for listener in listeners.iterfind("DescribeListenersResult/Listeners/member"):
            arn = text(listener, "ListenerArn")
            found.append(await self.ask_elb(scope, Action="DescribeRules", ListenerArn=arn))
        return {element.text or "" for root in found for element in root.iter("TargetGroupArn")}

    async def subnets(self, scope: Scope, ids: list[str]) -> dict[str, Subnet]:
        """Where subnets lie."""
        return await self._leases.subnets(scope, ids)

    async def ask_elb(self, scope: Scope, **parameters: str) -> ET.Element:
        """Ask the emulator's load balancing."""
        return await self._emulator.ask_query(
            scope, service="elasticloadbalancing", parameters={"Version": _ELB_VERSION, **parameters}
        )

    async def _of_services(self, scope: Scope, group_arn: str) -> list[Target]:
        targets: list[Target] = []
        for service in await self._capacity.services(scope):
            for balancer in service.get("loadBalancers") or []:
                if balancer.get("targetGroupArn") == group_arn:
                    targets += await self._tasks(scope, service, int(balancer.get("containerPort") or 0))
        return targets

    async def _tasks(self, scope: Scope, service: dict[str, Any], port: int) -> list[Target]:
        running = await self._capacity.tasks(scope, service)
        network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
        return await self._leased(scope, service["serviceArn"], running, network.get("subnets") or [], port)

    async def _of_pods(self, scope: Scope, group_arn: str) -> tuple[list[Target], bool]:
        """Pods that are targets, and whether they share the group with others."""
        pods: list[Target] = []
        shares = True
        for cluster in await self._clusters.settled(scope):
            for binding in cluster.bound_to(group_arn):
                shares = shares and bool(binding["spec"].get("multiClusterTargetGroup"))
                port = int(binding["spec"]["serviceRef"]["port"])
                for deployment in cluster.behind(binding):
                    names = pod_names(deployment, cluster.ready_pods(deployment))
                    owner, subnets = deployment["metadata"]["uid"], cluster.subnets_for(deployment)
                    pods += await self._leased(scope, owner, names, subnets, port)
        return pods, shares

    async def _leased(
        self, scope: Scope, owner: str, holders: list[str], subnets: list[str], port: int
    ) -> list[Target]:
        leases = await self._leases.lease(scope, owner, holders, subnets)
        return [
            Target(lease.address, port, lease.zone, self._health.is_healthy(lease.address)) for lease in leases.values()
        ]
