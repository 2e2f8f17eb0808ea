"""Whether the target serves, before any client is sent there."""

from operations.failover import signs
from operations.failover.ground import Ground, Result, StepError
from operations.live.database import global_database
from operations.live.targets import healthy_by_zone

# What is needed is an answer: the minute under way counts as well.
_RECENT_SECONDS = 180.0


def serves(ground: Ground) -> Result:
    """The writer is here, a write stays, targets are well in every zone, and checks through the load balancer pass."""
    return {**_writes(ground), **_targets(ground), **_answers(ground)}


def _writes(ground: Ground) -> Result:
    """A worker writes its pulse only while its own database takes writes: a new one shows that it does."""
    region = ground.move.target.region
    writer = global_database(ground.target("rds"), ground.move.global_cluster).writer
    if writer != region:
        msg = f"{ground.step}: RDS says that {writer or 'nobody'} writes, not {region}"
        raise StepError(msg)
    since = float(ground.results["confirm-writer"]["at"])

    def newer() -> float | None:
        pulse = signs.pulse_arrived(ground, region)
        return pulse if pulse is not None and pulse >= since else None

    pulse = ground.until(newer, f"a worker in {region} shall write after the promotion {signs.told(since)}")
    return {"pulse_at": pulse}


def _targets(ground: Ground) -> Result:
    target = ground.move.target
    # A stack file may say them by id; outputs from before that are of a file that did not.
    zones = set(target.values.get("zones", target.settings.network.zones))
    seen: dict[str, dict[str, int]] = {}

    def well() -> bool | None:
        for name, arn in target.values["target_groups"].items():
            seen[name] = healthy_by_zone(ground.target("elbv2"), [arn])
        return True if all(zones <= {zone for zone, count in each.items() if count} for each in seen.values()) else None

    ground.until(well, lambda: f"healthy targets shall be in {', '.join(sorted(zones))}; there are {seen}")
    return {"healthy_targets": seen}


def _answers(ground: Ground) -> Result:
    """The load balancer takes nothing but the edge and Route 53's checkers, so it is they who tell.

    Each task counts the checks that came through the load balancer and that it answered well.
    """
    region = ground.move.target.region

    def heard() -> float | None:
        since = ground.clock.now() - _RECENT_SECONDS
        recent = {begin: count for begin, count in signs.checks_answered(ground, region).items() if begin >= since}
        return sum(recent.values()) or None

    count = ground.until(heard, f"tasks in {region} shall answer Route 53's checks through the load balancer")
    return {"checks_answered": count}
