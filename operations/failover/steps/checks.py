"""Whether the target serves, before any client is sent there."""

from operations.failover import liveness
from operations.failover.step_context import Result, StepContext, StepError
from operations.live.database import global_database
from operations.live.targets import healthy_by_zone

# What is needed is an answer: the minute under way counts as well.
_RECENT_SECONDS = 180.0


def serves(context: StepContext) -> Result:
    """The writer is here, a write stays, targets are well in every zone, and checks through the load balancer pass."""
    return {**_writes(context), **_targets(context), **_answers(context)}


def _writes(context: StepContext) -> Result:
    """A worker writes its heartbeat only while its own database takes writes: a new one shows that it does."""
    region = context.move.target.region
    writer = global_database(context.target("rds"), context.move.global_cluster).writer
    if writer != region:
        msg = f"{context.step}: RDS says that {writer or 'nobody'} writes, not {region}"
        raise StepError(msg)
    since = float(context.results["confirm-writer"]["at"])

    def newer() -> float | None:
        heartbeat = liveness.heartbeat_arrived(context, region)
        return heartbeat if heartbeat is not None and heartbeat >= since else None

    heartbeat = context.until(newer, f"a worker in {region} shall write after the promotion {liveness.told(since)}")
    return {"heartbeat_at": heartbeat}


def _targets(context: StepContext) -> Result:
    target = context.move.target
    # A stack file may say them by id; outputs from before that are of a file that did not.
    zones = set(target.values.get("zones", target.settings.network.zones))
    seen: dict[str, dict[str, int]] = {}

    def well() -> bool | None:
        for name, arn in target.values["target_groups"].items():
            seen[name] = healthy_by_zone(context.target("elbv2"), [arn])
        return True if all(zones <= {zone for zone, count in each.items() if count} for each in seen.values()) else None

    context.until(well, lambda: f"healthy targets shall be in {', '.join(sorted(zones))}; there are {seen}")
    return {"healthy_targets": seen}


def _answers(context: StepContext) -> Result:
    """The load balancer takes nothing but the edge and Route 53's checkers, so it is they who tell.

    Each task counts the checks that came through the load balancer and that it answered well.
    """
    region = context.move.target.region

    def heard() -> float | None:
        since = context.clock.now() - _RECENT_SECONDS
        recent = {begin: count for begin, count in liveness.checks_answered(context, region).items() if begin >= since}
        return sum(recent.values()) or None

    count = context.until(heard, f"tasks in {region} shall answer Route 53's checks through the load balancer")
    return {"checks_answered": count}
