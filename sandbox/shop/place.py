"""One region as its containers see it: names from the stack's outputs, clients from within, and what is around them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import boto3
from botocore.config import Config

from sandbox.cloud.process import Cloud

# The log of calls knows a stand-in by the last word of what its client says of itself.
_ONCE = Config(
    connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1}, user_agent_extra="standby-step/workload"
)
# Sessions of roles last an hour here; containers get new ones before that.
_RENEWED_SECONDS = 1800.0
METRICS = "Standby/Workload"


class Client(Protocol):
    """A boto3 client, which has its methods at run time."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - see above
        """Any operation."""


@dataclass(frozen=True)
class Surroundings:
    """What a container knows without asking AWS."""

    running: Mapping[str, int]
    serves: bool
    writes: bool


@dataclass(frozen=True)
class Place:
    """A region of the cloud. `outputs` are those of its stack."""

    cloud: Cloud
    outputs: Mapping[str, Any]
    _keys: dict[str, tuple[float, Mapping[str, str]]] = field(default_factory=dict, repr=False)
    # Making one takes longer than most of its calls.
    _clients: dict[tuple[str, str, str], Client] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Without clients, which no other process can take over."""
        return {**self.__dict__, "_clients": {}}

    @property
    def region(self) -> str:
        """Where it is."""
        return str(self.outputs["region"])

    @property
    def peer(self) -> str:
        """The other one."""
        return str(self.outputs["peer_region"])

    def client(self, workload: str, service: str, region: str = "") -> Client:
        """A client that acts as the role of a workload's containers here."""
        keys, where = self.environment(workload), region or self.region
        kept = (keys["AWS_ACCESS_KEY_ID"], service, where)
        if kept not in self._clients:
            self._clients[kept] = boto3.client(
                service,
                region_name=where,
                endpoint_url=self.cloud.endpoint,
                aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
                aws_session_token=keys["AWS_SESSION_TOKEN"],
                config=_ONCE,
            )
        return self._clients[kept]

    def environment(self, workload: str) -> Mapping[str, str]:
        """What the platform sets in its containers, with their role's keys. CloudError where it trusts them not."""
        now = time.monotonic()
        since, keys = self._keys.get(workload, (0.0, {}))
        if not keys or now - since > _RENEWED_SECONDS:
            wanted = {"region": self.region, "workload": workload}
            keys = self.cloud.ask("POST", "/_sandbox/container-credentials", wanted)
            self._keys[workload] = (now, keys)
        return keys

    def log_in(self, token: str) -> None:
        """Show a store the password by which IAM lets a role in. Raises CloudError as the store refuses."""
        self.cloud.ask("POST", "/_sandbox/logins", {"token": token})

    def dark(self) -> set[str]:
        """Regions that are gone: who is in one gets nothing done, and asks nothing."""
        return set(self.cloud.ask("GET", "/_sandbox/cloud")["dark_regions"])

    def look(self) -> Surroundings:
        """What is around the containers now."""
        inside = self.cloud.ask("GET", f"/_sandbox/inside?region={self.region}")
        checks = self.cloud.ask("GET", "/_sandbox/health-checks")["health_checks"]
        targets = sum(inside["healthy_targets"].get(arn, 0) for arn in self.outputs["target_groups"].values())
        checked = checks.get(self.outputs["routing"]["endpoint_check"], {"healthy": False})
        return Surroundings(
            running=inside["running"],
            serves=bool(targets and checked["healthy"]),
            writes=self.outputs["database"]["cluster_arn"] in inside["writes"],
        )

    def publish(self, workload: str, metric: str, value: float, unit: str, regions: tuple[str, ...]) -> None:
        """Publish one value of a workload with this region as its dimension, in the regions that are named."""
        datum = {
            "MetricName": metric,
            "Dimensions": [{"Name": "Region", "Value": self.region}],
            "Value": value,
            "Unit": unit,
        }
        for region in regions:
            self.client(workload, "cloudwatch", region).put_metric_data(Namespace=METRICS, MetricData=[datum])
