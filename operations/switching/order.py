"""Which stack goes first. Pure.

Clients must never be sent to a region that is not up, and a region must not shrink while clients are sent to it. The
home stack owns the entry that clients use, so it goes last where both regions shall serve, and first where one stops.
The program refuses any other order; this only saves the attempt.
"""

from dataclasses import dataclass

from settings import StackSettings, Strategy
from settings.strategy import CAPACITY_PROFILES as _PROFILES
from settings.strategy import STRATEGY_TARGETS, Capacity, RoutingMode, region_role_of

# From nothing to everything.
_SIZES = (Capacity.ZERO, Capacity.ONE, Capacity.REDUCED, Capacity.FULL)


@dataclass(frozen=True, kw_only=True)
class Order:
    """Stacks in the order in which they run, and why."""

    stacks: tuple[str, str]
    because: str


def order_of(settings: StackSettings, stack: str, target: Strategy) -> Order:
    """Order a pair, of which `settings` are those of `stack` as they stand."""
    home, other = (stack, settings.peer.stack) if settings.is_home else (settings.peer.stack, stack)
    if STRATEGY_TARGETS[target].routing_mode is RoutingMode.LATENCY:
        return Order(stacks=(other, home), because=f"{home} sends clients to both regions once {other} can serve them")
    if settings.targets.routing_mode is RoutingMode.LATENCY:
        return Order(stacks=(home, other), because=f"{home} stops sending clients to {other} before {other} shrinks")
    if _size(target) > _size(settings.strategy):
        return Order(stacks=(other, home), because="the region that stands by grows first")
    return Order(stacks=(home, other), because="the region that clients use goes first; the other one is not needed")


def _size(strategy: Strategy) -> int:
    return _SIZES.index(_PROFILES[region_role_of(strategy, is_writer=False)].request_workloads)
