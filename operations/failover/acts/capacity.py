"""Scaling bounds, and what runs within them, on ECS and on EKS."""

from typing import Any

from operations.failover.ground import Ground, Result
from operations.failover.kubernetes import Cluster
from operations.failover.move import Side

SERVING, STANDING_BY = "serving", "standing_by"
_ECS, _DIMENSION = "ecs", "ecs:service:DesiredCount"
_PAUSED = "autoscaling.keda.sh/paused-replicas"


def raise_bounds(ground: Ground) -> Result:
    """Give everything that answers requests the bounds of a region that serves; nothing shrinks meanwhile."""
    return _raise(ground, by_requests=True)


def enable_consumers(ground: Ground) -> Result:
    """Give workers the bounds of a region that serves, now that the database takes writes, and wait for them."""
    return _raise(ground, by_requests=False) | _running(ground, by_requests=False)


def wait_for_tasks(ground: Ground) -> Result:
    """Wait until as many run as the bounds ask for."""
    return _running(ground, by_requests=True)


def restore_scale_in(ground: Ground) -> Result:
    """Let services shrink again, within the bounds that they have."""
    target = ground.move.target
    names = [name for name in sorted(target.values["scaling"]) if target.runs_on_ecs(name)]
    for name in names:
        bound(ground, target, name, SERVING, suspended=False)
    return {"restored": names}


def stand_by(ground: Ground) -> Result:
    """Give the region that was left the bounds that its stack declares from now on, and see that it follows them.

    What shall not run must be gone: a scaler that misses a pause leaves workers there that nobody expects.
    """
    source = ground.move.source
    names = sorted(source.values["scaling"])
    for name in names:
        bound(ground, source, name, STANDING_BY, suspended=False)
    for name in names:
        if source.values["scaling"][name][STANDING_BY]["max_tasks"] == 0:
            _until_none_run(ground, name)
    return {"bounded": names}


def bound(ground: Ground, side: Side, workload: str, role: str, *, suspended: bool) -> None:
    """Set the bounds of one workload to those of a role."""
    one = side.values["scaling"][workload]
    if not side.runs_on_ecs(workload):
        _cluster(ground, side).patch(one["namespace"], one["scaled_object"], scaled_object_bounds(one, role))
        return
    client = ground.target if side is ground.move.target else ground.source
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


def _raise(ground: Ground, *, by_requests: bool) -> Result:
    target = ground.move.target
    names = target.workloads(by_requests=by_requests)
    for name in names:
        bound(ground, target, name, SERVING, suspended=True)
    return {"bounds": {name: target.values["scaling"][name][SERVING] for name in names}}


def _running(ground: Ground, *, by_requests: bool) -> Result:
    target = ground.move.target
    counts = {}
    for name in target.workloads(by_requests=by_requests):
        least = int(target.values["scaling"][name][SERVING]["min_tasks"])
        counts[name] = _until_running(ground, name, least)
    return {"running": counts}


def _until_running(ground: Ground, workload: str, least: int) -> int:
    last = 0

    def enough() -> int | None:
        nonlocal last
        last = _count(ground, ground.move.target, workload)
        return last if last >= least else None

    return ground.until(enough, lambda: f"{workload} shall run {least} tasks, and runs {last}")


def _until_none_run(ground: Ground, workload: str) -> None:
    last = 0

    def none() -> bool | None:
        nonlocal last
        last = _left(ground, workload)
        return True if last == 0 else None

    ground.until(
        none,
        lambda: (
            f"{workload} shall run nothing in {ground.move.source.region}, and {last} are there; look at what scales "
            "it, and run this again"
        ),
    )


def _left(ground: Ground, workload: str) -> int:
    """How many there are in the region that was left, whatever state they are in."""
    source = ground.move.source
    one = source.values["scaling"][workload]
    if not source.runs_on_ecs(workload):
        return _cluster(ground, source).running(one["namespace"], one["scaled_object"])
    _, cluster, service = one["resource_id"].split("/")
    (found,) = ground.source("ecs").describe_services(cluster=cluster, services=[service])["services"]
    return int(found["runningCount"]) + int(found.get("pendingCount", 0))


def _count(ground: Ground, side: Side, workload: str) -> int:
    one = side.values["scaling"][workload]
    if not side.runs_on_ecs(workload):
        return _cluster(ground, side).ready(one["namespace"], one["scaled_object"])
    _, cluster, service = one["resource_id"].split("/")
    (found,) = ground.target("ecs").describe_services(cluster=cluster, services=[service])["services"]
    return int(found["runningCount"])


def _cluster(ground: Ground, side: Side) -> Cluster:
    client = ground.target if side is ground.move.target else ground.source
    return Cluster(client, side.values["kubernetes"]["cluster"], ground.says)
