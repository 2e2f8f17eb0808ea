"""Alarms on stores that come near to what they can hold or do."""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.observability.alarm import Alarm, Measure, OnCall

_PERCENT = 90
_CPU_PERCENT = 80
# Scaling up takes its time; what lasts longer than that needs somebody.
_MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class StoreAlarmsArgs:
    """`cache_nodes` is how many the cache has at full size; a node that is not there publishes nothing."""

    cluster_identifier: pulumi.Input[str]
    cache_nodes: int
    on_call: OnCall


class StoreAlarms(pulumi.ComponentResource):
    """The database against its highest capacity, each cache node against its memory and its one thread."""

    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: StoreAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:StoreAlarms", name, None, opts)
        alarms = {f"{name}-database-capacity": _capacity(args.cluster_identifier)}
        for number in range(1, args.cache_nodes + 1):
            node = f"{naming.CACHE}-{number:03}"
            alarms[f"{name}-cache-memory-{number}"] = _node(
                node, "memory", "DatabaseMemoryUsageCountedForEvictPercentage", _PERCENT
            )
            alarms[f"{name}-cache-cpu-{number}"] = _node(node, "one thread", "EngineCPUUtilization", _CPU_PERCENT)
        for key, alarm in alarms.items():
            alarm.ring(self, key, args.on_call)
        self.alarm_names = tuple(naming.alarm(key) for key in alarms)
        self.register_outputs({"alarm_names": self.alarm_names})


def _capacity(cluster_identifier: pulumi.Input[str]) -> Alarm:
    return Alarm(
        says=f"The database uses more than {_PERCENT} % of the capacity that database.max_acu allows.",
        section="database-capacity",
        measure=Measure(
            namespace="AWS/RDS", name="ACUUtilization", dimensions={"DBClusterIdentifier": cluster_identifier}
        ),
        threshold=_PERCENT,
        missing="notBreaching",
        periods=_MINUTES,
    )


def _node(node: str, what: str, metric: str, percent: int) -> Alarm:
    return Alarm(
        says=f"Cache node {node} uses more than {percent} % of its {what}.",
        section="cache",
        measure=Measure(namespace="AWS/ElastiCache", name=metric, dimensions={"CacheClusterId": node}),
        threshold=percent,
        missing="notBreaching",
        periods=_MINUTES,
    )
