"""What a disaster-recovery strategy means, as tables.

`region_role_of` says what a region is under a strategy; `CAPACITY_PROFILES` says what each tier runs in that role;
`capacity_profile_of` says which of it a failover moves; `STRATEGY_TARGETS` says what the strategy can hold. Nothing
else in the program branches on a strategy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


class Strategy(StrEnum):
    """How much of the second region runs. It does not say which region that is: `writer` and `full_size_region` do."""

    ACTIVE_ACTIVE = "active-active"
    WARM_STANDBY = "warm-standby"
    PILOT_LIGHT = "pilot-light"


class RegionRole(StrEnum):
    """What a region is by the strategy: right now, by `writer`, and as it was built, by `full_size_region`."""

    SERVING = "serving"
    WARM = "warm"
    PILOT = "pilot"


class RoutingMode(StrEnum):
    """Which complete record set the public name points at. Both sets always exist."""

    FAILOVER = "failover"
    LATENCY = "latency"


class Capacity(StrEnum):
    """How much of its configured size a tier runs."""

    FULL = "full"
    REDUCED = "reduced"
    ONE = "one"
    ZERO = "zero"


class NatLayout(StrEnum):
    """NAT gateways of a region. A region without any still reaches AWS through its VPC endpoints."""

    ONE_PER_ZONE = "OnePerAz"
    SINGLE = "Single"
    NONE = "None"


@dataclass(frozen=True, kw_only=True)
class CapacityProfile:
    """What each tier of one region runs.

    Scaling bounds follow it, never desired counts: those belong to auto scaling and to a failover. A failover moves
    workloads alone: gateways, instances and nodes may take control planes of the region that is lost.
    """

    nat: NatLayout
    request_workloads: Capacity
    queue_workloads: Capacity
    database: Capacity
    cache: Capacity


@dataclass(frozen=True, kw_only=True)
class StrategyTargets:
    """What a strategy can hold, and what it costs against one region alone.

    The bounds are planning figures for the worst ordinary case: failure detection, a human decision where
    one is needed, the database's promotion, compute to full size, and DNS.
    """

    routing_mode: RoutingMode
    write_forwarding: bool
    recovery_time: timedelta
    recovery_point: timedelta
    cost_factor: float


#        strategy                 (region that writes, the other region)
_POSTURES: dict[Strategy, tuple[RegionRole, RegionRole]] = {
    Strategy.ACTIVE_ACTIVE: (RegionRole.SERVING, RegionRole.SERVING),
    Strategy.WARM_STANDBY: (RegionRole.SERVING, RegionRole.WARM),
    Strategy.PILOT_LIGHT: (RegionRole.SERVING, RegionRole.PILOT),
}

CAPACITY_PROFILES: dict[RegionRole, CapacityProfile] = {
    RegionRole.SERVING: CapacityProfile(
        nat=NatLayout.ONE_PER_ZONE,
        request_workloads=Capacity.FULL,
        queue_workloads=Capacity.FULL,
        database=Capacity.FULL,
        cache=Capacity.FULL,
    ),
    RegionRole.WARM: CapacityProfile(
        nat=NatLayout.SINGLE,
        request_workloads=Capacity.REDUCED,
        # A consumer without a writable database floods the dead-letter queue: it waits at zero.
        queue_workloads=Capacity.ZERO,
        database=Capacity.REDUCED,
        cache=Capacity.REDUCED,
    ),
    RegionRole.PILOT: CapacityProfile(
        nat=NatLayout.NONE,
        request_workloads=Capacity.ZERO,
        queue_workloads=Capacity.ZERO,
        # Never headless: adding an instance needs control planes that may be down with the other region.
        database=Capacity.ONE,
        cache=Capacity.ONE,
    ),
}

STRATEGY_TARGETS: dict[Strategy, StrategyTargets] = {
    Strategy.ACTIVE_ACTIVE: StrategyTargets(
        routing_mode=RoutingMode.LATENCY,
        write_forwarding=True,
        recovery_time=timedelta(minutes=3),
        recovery_point=timedelta(seconds=5),
        cost_factor=2.0,
    ),
    Strategy.WARM_STANDBY: StrategyTargets(
        routing_mode=RoutingMode.FAILOVER,
        write_forwarding=False,
        recovery_time=timedelta(minutes=15),
        recovery_point=timedelta(minutes=1),
        cost_factor=1.5,
    ),
    Strategy.PILOT_LIGHT: StrategyTargets(
        routing_mode=RoutingMode.FAILOVER,
        write_forwarding=False,
        recovery_time=timedelta(minutes=30),
        recovery_point=timedelta(minutes=5),
        cost_factor=1.1,
    ),
}


# Region roles in which a region can take its full share of clients.
SERVING_ROLES = frozenset(
    region_role for region_role, shape in CAPACITY_PROFILES.items() if shape.request_workloads is Capacity.FULL
)


def region_role_of(strategy: Strategy, *, is_writer: bool) -> RegionRole:
    """Say what a region is under `strategy`, given whether the writer is in it."""
    writing, other = _POSTURES[strategy]
    return writing if is_writer else other


def capacity_profile_of(region_role: RegionRole, *, provisioned_as: RegionRole) -> CapacityProfile:
    """What a region in `region_role` runs: the workloads of that, in the network and on the stores that were built."""
    now = CAPACITY_PROFILES[region_role]
    return replace(
        CAPACITY_PROFILES[provisioned_as], request_workloads=now.request_workloads, queue_workloads=now.queue_workloads
    )


def sides_of(strategy: Strategy) -> Mapping[str, CapacityProfile]:
    """What the region that serves runs under `strategy`, and the one that stands by, whichever is which."""
    writing, other = _POSTURES[strategy]
    return {"serving": CAPACITY_PROFILES[writing], "standing_by": CAPACITY_PROFILES[other]}


def cheapest_strategy(recovery_time: timedelta, recovery_point: timedelta) -> Strategy | None:
    """Find the cheapest strategy that holds both objectives, or None where none does."""
    able = [
        (targets.cost_factor, strategy)
        for strategy, targets in STRATEGY_TARGETS.items()
        if targets.recovery_time <= recovery_time and targets.recovery_point <= recovery_point
    ]
    return min(able)[1] if able else None
