"""Who stands behind a target group: what was registered, and the running tasks of ECS services that name the group.

ECS registers a task's own address. The emulator runs no containers, so its tasks have none; they get one each here, in
the subnets of their service in turn, as Fargate spreads them over the zones.
"""

from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from xml.etree import ElementTree as ET

from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.request import Scope

_ECS = "AmazonEC2ContainerServiceV20141113"
_ELB_VERSION, _EC2_VERSION = "2015-12-01", "2016-11-15"
# AWS keeps the first addresses of a subnet for itself.
_FIRST_ADDRESS = 10
_SERVICES_PER_CALL = 10


@dataclass(frozen=True)
class Target:
    """One target. `zone` is empty where nothing says it."""

    id: str
    port: int
    zone: str
    is_healthy: bool


@dataclass(frozen=True)
class Subnet:
    """Where a subnet lies."""

    zone: str
    cidr: str


@dataclass(frozen=True)
class _Lease:
    """The address of a task."""

    subnet: str
    address: str


class Targets:
    """Looks targets up at the moment they are asked for, so that they always follow the services' counts."""

    def __init__(self, emulator: Emulator, health: EndpointHealth) -> None:
        self._emulator, self._health = emulator, health
        # service's ARN -> task's ARN -> its address, for as long as the task runs
        self._leases: dict[str, dict[str, _Lease]] = {}

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
        return [*registered, *await self._of_services(scope, group_arn)]

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
        wanted = {f"SubnetId.{number}": subnet for number, subnet in enumerate(ids, start=1)}
        parameters = {"Action": "DescribeSubnets", "Version": _EC2_VERSION, **wanted}
        root = await self._emulator.ask_query(scope, service="ec2", parameters=parameters)
        return {
            text(item, "subnetId"): Subnet(text(item, "availabilityZone"), text(item, "cidrBlock"))
            for item in root.iterfind("subnetSet/item")
        }

    async def ask_elb(self, scope: Scope, **parameters: str) -> ET.Element:
        """Ask the emulator's load balancing."""
        return await self._emulator.ask_query(
            scope, service="elasticloadbalancing", parameters={"Version": _ELB_VERSION, **parameters}
        )

    async def _of_services(self, scope: Scope, group_arn: str) -> list[Target]:
        targets: list[Target] = []
        for cluster in (await self._ask_ecs(scope, "ListClusters", {})).get("clusterArns", []):
            for service in await self._services(scope, cluster):
                for balancer in service.get("loadBalancers") or []:
                    if balancer.get("targetGroupArn") == group_arn:
                        targets += await self._tasks(scope, cluster, service, int(balancer.get("containerPort") or 0))
        return targets

    async def _services(self, scope: Scope, cluster: str) -> list[dict[str, Any]]:
        arns = (await self._ask_ecs(scope, "ListServices", {"cluster": cluster})).get("serviceArns", [])
        services: list[dict[str, Any]] = []
        for start in range(0, len(arns), _SERVICES_PER_CALL):
            wanted = {"cluster": cluster, "services": arns[start : start + _SERVICES_PER_CALL]}
            services += (await self._ask_ecs(scope, "DescribeServices", wanted)).get("services", [])
        return services

    async def _tasks(self, scope: Scope, cluster: str, service: dict[str, Any], port: int) -> list[Target]:
        wanted = {"cluster": cluster, "serviceName": service["serviceName"], "desiredStatus": "RUNNING"}
        running = (await self._ask_ecs(scope, "ListTasks", wanted)).get("taskArns", [])
        network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
        subnets = await self.subnets(scope, network["subnets"]) if running and network.get("subnets") else {}
        if not subnets:
            self._leases.pop(service["serviceArn"], None)
            return []
        return [
            Target(lease.address, port, subnets[lease.subnet].zone, self._health.is_healthy(lease.address))
            for lease in self._lease(service["serviceArn"], running, subnets)
        ]

    def _lease(self, service: str, tasks: list[str], subnets: dict[str, Subnet]) -> list[_Lease]:
        known = self._leases.get(service, {})
        leases = self._leases[service] = {
            task: known[task] for task in tasks if task in known and known[task].subnet in subnets
        }
        taken = {lease.address for others in self._leases.values() for lease in others.values()}
        for task in tasks:
            if task not in leases:
                used = [lease.subnet for lease in leases.values()]
                subnet = min(subnets, key=lambda name: (used.count(name), subnets[name].zone))
                hosts = ip_network(subnets[subnet].cidr)
                address = next(str(host) for host in list(hosts)[_FIRST_ADDRESS:-1] if str(host) not in taken)
                leases[task] = _Lease(subnet, address)
                taken.add(address)
        return list(leases.values())

    async def _ask_ecs(self, scope: Scope, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        answer = await self._emulator.ask_json(scope, service="ecs", target=f"{_ECS}.{operation}", payload=payload)
        return answer.json()
