"""A region of the pair, by its stack file: there may be nothing in it yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from operations.live.clients import Clients
from operations.live.dns import Lookup
from settings import RegionRole, Runtime, StackSettings
from settings.strategy import CAPACITY_PROFILES

# Where the control planes stand that serve all regions.
GLOBAL_REGION = "us-east-1"
_PROJECT, _OWNER = {"project", "stack", "managed-by"}, "pulumi"
# CoreDNS, the load balancer controller, KEDA's operator and its adapter, each in three zones.
_PODS_OF_A_CLUSTER, _VCPU_OF_A_POD = 12, 0.25
# Of a cluster, what is pulled from this account's registry: components/compute/kubernetes/keda.py.
CONTROLLERS = ("keda", "keda-metrics-apiserver")


@dataclass(frozen=True, kw_only=True)
class Place:
    """`name_servers` answers who is delegated a name; `stacks` are the names of the pair's stacks."""

    settings: StackSettings
    project: str
    stacks: tuple[str, ...]
    clients: Clients
    name_servers: Lookup
    account: str
    identity: str
    today: date

    @property
    def region(self) -> str:
        """Where it is."""
        return self.settings.region

    def client(self, service: str) -> Any:  # noqa: ANN401 - a boto3 client
        """A client in this region."""
        return self.clients(service, self.region)

    def world(self, service: str) -> Any:  # noqa: ANN401 - a boto3 client
        """A client of a service that has one control plane for all regions."""
        return self.clients(service, GLOBAL_REGION)

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Whether these tags are those that a stack of the pair gives to what it makes."""
        return (
            tags.get("managed-by") == _OWNER
            and tags.get("project") == self.project
            and tags.get("stack") in self.stacks
        )

    @property
    def kubernetes(self) -> bool:
        """Whether this region has a cluster."""
        return bool(self.settings.on_kubernetes)

    @property
    def vcpu(self) -> tuple[float, float]:
        """What Fargate runs where this region serves: at least, and at most.

        A deployment starts what is new before it stops what was there, so that it needs room for one more.
        """
        shape = CAPACITY_PROFILES[RegionRole.SERVING]
        least = most = _PODS_OF_A_CLUSTER * _VCPU_OF_A_POD if self.kubernetes else 0.0
        for workload in self.settings.workloads.values():
            capacity = shape.request_workloads if workload.scaling.by == "requests" else shape.queue_workloads
            bounds = workload.bounds(capacity)
            least += bounds.min_tasks * workload.cpu_units / 1024
            most += bounds.max_tasks * workload.cpu_units / 1024
        more = max(workload.cpu_units for workload in self.settings.workloads.values()) / 1024
        return least + more, most + more

    @property
    def images(self) -> Mapping[str, str]:
        """What this region cannot run without, of its own registry: name -> tag, as in components/compute/images.py."""
        cluster = self.settings.kubernetes if self.kubernetes else None
        return {
            **{name: workload.image_tag for name, workload in sorted(self.settings.workloads.items())},
            **(dict.fromkeys(CONTROLLERS, cluster.keda_version) if cluster else {}),
        }

    @property
    def on_tasks(self) -> tuple[str, ...]:
        """The workloads that run on ECS."""
        return tuple(sorted(name for name, one in self.settings.workloads.items() if one.runtime is Runtime.ECS))


def tags_of(listed: Any) -> dict[str, str]:  # noqa: ANN401 - AWS has several spellings
    """Tags as a mapping, from any of AWS's spellings of a list of them."""
    if isinstance(listed, Mapping):
        return {str(key): str(value) for key, value in listed.items()}
    return {
        str(each.get("Key", each.get("key"))): str(each.get("Value", each.get("value", ""))) for each in listed or ()
    }
