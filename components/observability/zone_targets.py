"""How many healthy targets a zone has, wherever one is wanted there. Pure.

A load balancer publishes no count for a zone in which nothing is registered, so a zone that has lost every task is
silent, like one that never had any. What tells them apart has to follow a failover without an `up`: the tasks that ECS
wants at the moment, or, where ECS does not run them, the targets of the whole region.
"""

from collections.abc import Mapping, Sequence

import pulumi

from components.common import naming
from components.observability.alarm import Formula, Measure
from settings.workload import Runtime, WorkloadSettings
from workloads.declaration import WEB

_BALANCER = "AWS/ApplicationELB"


def healthy_in(
    zone: str, zones: Sequence[str], web: WorkloadSettings, group: Mapping[str, pulumi.Input[str]]
) -> Formula:
    """Healthy targets in `zone`, and 1 while none has to be there. `group` names load balancer and target group."""
    wanted = _on_ecs(len(zones)) if web.runtime is Runtime.ECS else _elsewhere(len(zones), web, group)
    condition, measures = wanted
    return Formula(
        expression=f"IF({condition}, FILL(healthy,0), 1)",
        label=f"healthy targets in {zone}",
        measures={"healthy": _of("HealthyHostCount", {**group, "AvailabilityZone": zone}), **measures},
    )


def _on_ecs(zone_count: int) -> tuple[str, dict[str, Measure]]:
    """Tasks wanted, which ECS spreads over the zones: from so many on, one in each."""
    wanted = Measure(
        namespace="ECS/ContainerInsights",
        name="DesiredTaskCount",
        dimensions={"ClusterName": naming.COMPUTE_CLUSTER, "ServiceName": WEB.name},
        statistic="Minimum",
    )
    return f"wanted >= {zone_count}", {"wanted": wanted}


def _elsewhere(
    zone_count: int, web: WorkloadSettings, group: Mapping[str, pulumi.Input[str]]
) -> tuple[str, dict[str, Measure]]:
    """Targets that stand, healthy or not. A warm standby of fewer than one in each zone leaves zones empty by plan."""
    enough = 1 if web.warm_tasks >= zone_count else zone_count
    measures = {"well": _of("HealthyHostCount", group), "unwell": _of("UnHealthyHostCount", group)}
    return f"FILL(well,0) + FILL(unwell,0) >= {enough}", measures


def _of(metric: str, dimensions: Mapping[str, pulumi.Input[str]]) -> Measure:
    return Measure(namespace=_BALANCER, name=metric, dimensions=dimensions)
