"""Scaling bounds, and what runs within them, on ECS and on EKS."""

from typing import Any

from operations.failover.kubernetes import Cluster
from operations.failover.move import Side
from operations.failover.step_context import Result, StepContext

SERVING, STANDING_BY = "serving", "standing_by"
_ECS, _DIMENSION = "ecs", "ecs:service:DesiredCount"
_PAUSED = "autoscaling.keda.sh/paused-replicas"


def raise_bounds(context: StepContext) -> Result:
    """Give everything that answers requests the bounds of a region that serves; nothing shrinks meanwhile."""
    return _raise(context, by_requests=True)


def enable_consumers(context: StepContext) -> Result:
    """Give workers the bounds of a region that serves, now that the database takes writes, and wait for them."""
    return _raise(context, by_requests=False) | _running(context, by_requests=False)


def wait_for_tasks(context: StepContext) -> Result:
    """Wait until as many run as the bounds ask for."""
    return _running(context, by_requests=True)


def restore_scale_in(context: StepContext) -> Result:
    """Let services shrink again, within the bounds that they have."""
    target = context.move.target
    names = [name for name in sorted(target.values["scaling"]) if target.runs_on_ecs(name)]
    for name in names:
        bound(context, target, name, SERVING, suspended=False)
    return {"restored": names}


def stand_by(context: StepContext) -> Result:
    """Give the source region the bounds that its stack declares from now on, and see that it follows them.

    What shall not run must be gone: a scaler that misses a pause leaves workers there that nobody expects.
    """
    source = context.move.source
    names = sorted(source.values["scaling"])
    for name in names:
        bound(context, source, name, STANDING_BY, suspended=False)
    for name in names:
        if source.values["scaling"][name][STANDING_BY]["max_tasks"] == 0:
            _until_none_run(context, name)
    return {"bounded": names}


def bound(context: StepContext, side: Side, workload: str, role: str, *, suspended: bool) -> None:
    """Set the bounds of one workload to those of a role."""
    one = side.values["scaling"][workload]
    if not side.runs_on_ecs(workload):
        _cluster(context, side).patch(one["namespace"], one["scaled_object"], scaled_object_bounds(one, role))
        return
    client = context.target if side is context.move.target else context.source
    client("application-autoscaling").register_scalable_target(
        ServiceNamespace=_ECS,
        ResourceId=one["resource_id"],
        ScalableDimension=_DIMENSION,
        MinCapacity=one[role]["min_tasks"],
        MaxCapacity=one[role]["max_tasks"],
        SuspendedState={"DynamicScalingInSuspended": suspended},
    )


def scaled_object_bounds(one: dict[str, Any], role: str) -> dict[str, Any]:
    """The patch for KEDA, which knows no upper bound of zero: what shall not run is paused instead. Pure."""
    bounds, most = one[role], one[role]["max_tasks"]
    return {
        "metadata": {"annotations": {_PAUSED: None if most else "0"}},
        "spec": {
            "minReplicaCount": bounds["min_tasks"],
            "maxReplicaCount": most or one[SERVING]["max_tasks"],
        },
    }


def _raise(context: StepContext, *, by_requests: bool) -> Result:
    target = context.move.target
    names = target.workloads(by_requests=by_requests)
    for name in names:
        bound(context, target, name, SERVING, suspended=True)
    return {"bounds": {name: target.values["scaling"][name][SERVING] for name in names}}


def _running(context: StepContext, *, by_requests: bool) -> Result:
    target = context.move.target
    counts = {}
    for name in target.workloads(by_requests=by_requests):
        least = int(target.values["scaling"][name][SERVING]["min_tasks"])
        counts[name] = _until_running(context, name, least)
    return {"running": counts}


def _until_running(context: StepContext, workload: str, least: int) -> int:
    last = 0

    def enough() -> int | None:
        nonlocal last
        last = _count(context, context.move.target, workload)
        return last if last >= least else None

    return context.until(enough, lambda: f"{workload} shall run {least} tasks, and runs {last}")


def _until_none_run(context: StepContext, workload: str) -> None:
    last = 0

    def none() -> bool | None:
        nonlocal last
        last = _left(context, workload)
        return True if last == 0 else None

    context.until(
        none,
        lambda: (
            f"{workload} shall run nothing in {context.move.source.region}, and {last} are there; look at what scales "
            "it, and run this again"
        ),
    )


def _left(context: StepContext, workload: str) -> int:
    """How many there are in the source region, whatever state they are in."""
    source = context.move.source
    one = source.values["scaling"][workload]
    if not source.runs_on_ecs(workload):
        return _cluster(context, source).running(one["namespace"], one["scaled_object"])
    _, cluster, service = one["resource_id"].split("/")
    (found,) = context.source("ecs").describe_services(cluster=cluster, services=[service])["services"]
    return int(found["runningCount"]) + int(found.get("pendingCount", 0))


def _count(context: StepContext, side: Side, workload: str) -> int:
    one = side.values["scaling"][workload]
    if not side.runs_on_ecs(workload):
        return _cluster(context, side).ready(one["namespace"], one["scaled_object"])
    _, cluster, service = one["resource_id"].split("/")
    (found,) = context.target("ecs").describe_services(cluster=cluster, services=[service])["services"]
    return int(found["runningCount"])


def _cluster(context: StepContext, side: Side) -> Cluster:
    client = context.target if side is context.move.target else context.source
    return Cluster(client, side.values["kubernetes"]["cluster"], context.says)
