"""One look at a region: each fact by itself, with the reason where it could not be had.

*Could not look* is never *nothing there*: a fact without an answer has no value, and says why.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError
from operations.live.clients import AWS_ERRORS, Clients, reason
from operations.live.database import global_database
from operations.live.database_lag import database_lag
from operations.live.dns import Lookup
from operations.live.failover_control import is_engaged
from operations.live.metrics import Metric, datapoints
from operations.live.outputs import Outputs
from operations.live.queue import messages
from operations.live.targets import healthy_by_zone

# Whose clients a look needs, in the region.
SERVICES = ("rds", "cloudwatch", "elbv2", "application-autoscaling", "ecs", "sqs")
_MINUTES = 5
_TASKS = "ecs"
# So many services ECS describes in one call.
_AT_ONCE = 10


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What was found, or why nothing was."""

    value: Any = None
    unknown: str = ""

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {"unknown": self.unknown} if self.unknown else {"value": self.value}


@dataclass(frozen=True)
class Look:
    """A region, by the names that its stack's outputs give."""

    outputs: Outputs
    clients: Clients
    resolve: Lookup

    def facts(self) -> dict[str, Fact]:
        """Ask for everything at once."""
        asked: Mapping[str, Callable[[], Any]] = {
            "writer": self._writer,
            "database_lag_ms": self._database_lag,
            "table_lag_ms": self._table_lag,
            "healthy_targets": self._targets,
            "workloads": self._workloads,
            "orders_waiting": lambda: self._waiting("url"),
            "oldest_order_seconds": self._oldest,
            "dead_letters": lambda: self._waiting("dead_letter_url"),
            "clients": self._gets_clients,
            "taken_over": self._taken_over,
            "alarms": self._alarms,
        }
        with ThreadPoolExecutor(len(asked)) as pool:
            waiting = {name: pool.submit(_fact, ask) for name, ask in asked.items()}
            return {name: each.result() for name, each in waiting.items()}

    def _client(self, service: str, region: str | None = None) -> Any:  # noqa: ANN401 - a boto3 client
        return self.clients(service, region or self.outputs.region)

    def _writer(self) -> str | None:
        """The region of the global database's writer, as this region says it."""
        return global_database(self._client("rds"), self.outputs.values["database"]["global_cluster"]).writer

    def _database_lag(self) -> float | None:
        """Of the copy here; None where this region has none, because it writes, or nothing was published."""
        points = database_lag(
            self._client("cloudwatch"),
            self.outputs.values["database"]["cluster"],
            self.outputs.values["peer_region"],
            now=time.time(),
            minutes=_MINUTES,
        )
        return max(points.values(), default=None)

    def _table_lag(self) -> dict[str, float | None]:
        """From here to the other region; None where nobody wrote."""
        tables, peer = self.outputs.values["tables"], self.outputs.values["peer_region"]

        def worst(name: str) -> float | None:
            return self._worst("AWS/DynamoDB", "ReplicationLatency", {"TableName": name, "ReceivingRegion": peer})

        with ThreadPoolExecutor(max(1, len(tables))) as pool:
            return dict(zip(tables, pool.map(worst, tables.values()), strict=True))

    def _worst(self, namespace: str, metric: str, dimensions: dict[str, str]) -> float | None:
        points = datapoints(
            self._client("cloudwatch"), Metric(namespace, metric, dimensions), now=time.time(), minutes=_MINUTES
        )
        return max(points.values(), default=None)

    def _targets(self) -> dict[str, int]:
        """Healthy ones by zone."""
        return healthy_by_zone(self._client("elbv2"), self.outputs.values["target_groups"].values())

    def _workloads(self) -> dict[str, dict[str, Any]]:
        """Bounds and counts of what runs on ECS; of the rest, where to look."""
        scaling = self.outputs.values["scaling"]
        on_ecs = self._on_ecs([one["resource_id"] for one in scaling.values() if one["runtime"] == _TASKS])
        return {
            name: on_ecs[one["resource_id"]] if one["runtime"] == _TASKS else {"runtime": one["runtime"]}
            for name, one in sorted(scaling.items())
        }

    def _on_ecs(self, resource_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        if not resource_ids:
            return {}
        targets = self._client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace=_TASKS, ResourceIds=list(resource_ids)
        )["ScalableTargets"]
        bounds, counts = {each["ResourceId"]: each for each in targets}, self._counts(resource_ids)
        return {
            each: {
                "runtime": _TASKS,
                "least": bounds[each]["MinCapacity"],
                "most": bounds[each]["MaxCapacity"],
                "running": counts[each]["runningCount"],
                "wanted": counts[each]["desiredCount"],
            }
            for each in resource_ids
        }

    def _counts(self, resource_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Services by what scaling calls them, `service/CLUSTER/NAME`."""
        ecs, by_cluster = self._client("ecs"), dict[str, list[str]]()
        for each in resource_ids:
            by_cluster.setdefault(each.split("/")[1], []).append(each.split("/")[2])
        return {
            f"service/{cluster}/{found['serviceName']}": found
            for cluster, names in by_cluster.items()
            for first in range(0, len(names), _AT_ONCE)
            for found in ecs.describe_services(cluster=cluster, services=names[first : first + _AT_ONCE])["services"]
        }

    def _waiting(self, key: str) -> int:
        return messages(self._client("sqs"), self.outputs.values["queue"][key])

    def _oldest(self) -> float | None:
        """How long the oldest message waits, as SQS last said; None where it said nothing, as of an empty queue."""
        name = self.outputs.values["queue"]["url"].rpartition("/")[2]
        return self._worst("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": name})

    def _taken_over(self) -> bool:
        """Whether the other region has taken traffic from this one. The switch stands there."""
        switch = self.outputs.values["routing"]["failover_control"]
        return is_engaged(self._client("cloudwatch", switch["region"]), switch, time.time())

    def _gets_clients(self) -> dict[str, Any]:
        """Whether name servers send clients of the public name here now, and by what."""
        entry = self.outputs.values["origin"]
        answers, here = self.resolve(entry), self.resolve(self.outputs.values["routing"]["origin"])
        return {"sent_here": bool(answers & here), "by": entry}

    def _alarms(self) -> list[str]:
        """Names of those that ring."""
        found = self._client("cloudwatch").describe_alarms(
            StateValue="ALARM", AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        return sorted(each["AlarmName"] for key in ("MetricAlarms", "CompositeAlarms") for each in found.get(key, ()))


def _fact(ask: Callable[[], Any]) -> Fact:
    try:
        return Fact(value=ask())
    except AWS_ERRORS as error:
        return Fact(unknown=reason(error))
    except OperationError as error:
        return Fact(unknown=str(error))
    except (KeyError, ValueError, TypeError) as error:
        return Fact(unknown=f"what came is not what was expected ({type(error).__name__}: {error})")
