"""What a disaster-recovery strategy means, as tables.

`posture_of` says what a region is under a strategy; `SHAPES` says what each tier runs in that posture; `shape_of` says
which of it a failover moves; `PROMISES` says what the strategy can hold. Nothing else in the program branches on a
strategy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


class Strategy(StrEnum):
    """How much of the second region runs. It does not say which region that is: `writer` and `primary` do."""

    ACTIVE_ACTIVE = "active-active"
    WARM_STANDBY = "warm-standby"
    PILOT_LIGHT = "pilot-light"


class Posture(StrEnum):
    """What one region is, following from the strategy: right now by `writer`, and as it was built by `primary`."""

    SERVING = "serving"
    WARM = "warm"
    PILOT = "pilot"


class Entry(StrEnum):
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
class Shape:
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
class Promise:
    """What a strategy can hold, and what it costs against one region alone.

    The bounds are planning figures for the worst ordinary case: failure detection, a human decision where
    one is needed, the database's promotion, compute to full size, and DNS.
    """

    entry: Entry
    write_forwarding: bool
    recovery_time: timedelta
    recovery_point: timedelta
    cost_factor: float


#        strategy                 (region that writes, the other region)
_POSTURES: dict[Strategy, tuple[Posture, Posture]] = {
    Strategy.ACTIVE_ACTIVE: (Posture.SERVING, Posture.SERVING),
    Strategy.WARM_STANDBY: (Posture.SERVING, Posture.WARM),
    Strategy.PILOT_LIGHT: (Posture.SERVING, Posture.PILOT),
}

SHAPES: dict[Posture, Shape] = {
    Posture.SERVING: Shape(
        nat=NatLayout.ONE_PER_ZONE,
        request_workloads=Capacity.FULL,
        queue_workloads=Capacity.FULL,
        database=Capacity.FULL,
        cache=Capacity.FULL,
    ),
    Posture.WARM: Shape(
        nat=NatLayout.SINGLE,
        request_workloads=Capacity.REDUCED,
        # A consumer without a writable database floods the dead-letter queue: it waits at zero.
        queue_workloads=Capacity.ZERO,
        database=Capacity.REDUCED,
        cache=Capacity.REDUCED,
    ),
    Posture.PILOT: Shape(
        nat=NatLayout.NONE,
        request_workloads=Capacity.ZERO,
        queue_workloads=Capacity.ZERO,
        # Never headless: adding an instance needs control planes that may be down with the other region.
        database=Capacity.ONE,
        cache=Capacity.ONE,
    ),
}

PROMISES: dict[Strategy, Promise] = {
    Strategy.ACTIVE_ACTIVE: Promise(
        entry=Entry.LATENCY,
        write_forwarding=True,
        recovery_time=timedelta(minutes=3),
        recovery_point=timedelta(seconds=5),
        cost_factor=2.0,
    ),
    Strategy.WARM_STANDBY: Promise(
        entry=Entry.FAILOVER,
        write_forwarding=False,
        recovery_time=timedelta(minutes=15),
        recovery_point=timedelta(minutes=1),
        cost_factor=1.5,
    ),
    Strategy.PILOT_LIGHT: Promise(
        entry=Entry.FAILOVER,
        write_forwarding=False,
        recovery_time=timedelta(minutes=30),
        recovery_point=timedelta(minutes=5),
        cost_factor=1.1,
    ),
}


# Postures in which a region can take its full share of clients.
SERVING_POSTURES = frozenset(posture for posture, shape in SHAPES.items() if shape.request_workloads is Capacity.FULL)


def posture_of(strategy: Strategy, *, is_writer: bool) -> Posture:
    """Say what a region is under `strategy`, given whether the writer is in it."""
    writing, other = _POSTURES[strategy]
    return writing if is_writer else other


def shape_of(posture: Posture, *, built_as: Posture) -> Shape:
    """What a region in `posture` runs: the workloads of that, in the network and on the stores that were built."""
    now = SHAPES[posture]
    return replace(SHAPES[built_as], request_workloads=now.request_workloads, queue_workloads=now.queue_workloads)


def sides_of(strategy: Strategy) -> Mapping[str, Shape]:
    """What the region that serves runs under `strategy`, and the one that stands by, whichever is which."""
    writing, other = _POSTURES[strategy]
    return {"serving": SHAPES[writing], "standing_by": SHAPES[other]}


def cheapest_strategy(recovery_time: timedelta, recovery_point: timedelta) -> Strategy | None:
    """Find the cheapest strategy that holds both objectives, or None where none does."""
    able = [
        (promise.cost_factor, strategy)
        for strategy, promise in PROMISES.items()
        if promise.recovery_time <= recovery_time and promise.recovery_point <= recovery_point
    ]
    return min(able)[1] if able else None
