"""In which order the two stacks may move from one strategy to another. Pure.

Clients must never be sent to a region that is not up, and a region must not shrink while clients are sent to it. So
when the other region grows its stack goes first, and when it shrinks the home stack does: it owns the entry that
clients use. A failover is none of this: it moves workloads, and both stacks declare afterwards what runs already. But
what a region was built with must not go while the region serves, unless the other one was built as large before.

A load balancer takes the header of its own generation and of both neighbours, so no stack may be two generations away
from the other: the edge would send what the other region refuses.
"""

from dataclasses import dataclass

from settings.stack import StackSettings
from settings.strategy import SERVING_ROLES, RoutingMode

_FIRST_GENERATION = 1


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the other stack said of itself at the end of its last run: outputs of these names."""

    region_role: str | None
    provisioned_as: str | None
    routing_mode: str | None
    header_generation: int | None


def needs_the_other_stack(settings: StackSettings) -> bool:
    """Whether this stack has to know how far the other one is.

    The home stack asks only before it sends clients to both regions, where the other region is the one at full size,
    and once the header has been rotated: its first run comes before the other stack exists, which is why an environment
    begins as a warm standby or a pilot light, at full size in its home region, and in the first generation.
    """
    rotated = settings.edge.header_generation > _FIRST_GENERATION
    elsewhere = settings.full_size_region != settings.region
    return not settings.is_home or rotated or elsewhere or settings.targets.routing_mode is RoutingMode.LATENCY


def refusal(settings: StackSettings, recorded: Recorded) -> str | None:
    """Why this stack must not run before the other one, and what to do; None where it may."""
    first = f"run `up` of stack {settings.peer.stack} first, then this one again"
    generation, other = settings.edge.header_generation, recorded.header_generation
    if other is not None and abs(generation - other) > 1:
        return (
            f"edge.header_generation is {generation}, and stack {settings.peer.stack} was last brought up with "
            f"{other}: a load balancer would refuse what the edge sends. Write {_one_step(other, generation)} into "
            "Pulumi.yaml and run both, before the next step"
        )
    if settings.is_writer and not _is_full(settings.provisioned_as) and not _is_full(recorded.provisioned_as):
        return (
            f"standby:full_size_region is {settings.full_size_region}, whose stack {settings.peer.stack} was last "
            f"brought up as {recorded.provisioned_as or 'nothing'}, and {settings.region} serves: it would shrink "
            f"under load; {first}, or write {settings.region} as standby:full_size_region into both stack files"
        )
    if settings.is_home:
        if settings.targets.routing_mode is RoutingMode.LATENCY and not _is_full(recorded.region_role):
            return (
                f"{settings.strategy} sends clients to {settings.peer.region} too, which is not serving yet: its stack "
                f"{settings.peer.stack} was last brought up as {recorded.region_role or 'nothing'}; {first}"
            )
        return None
    if not _is_full(settings.region_role) and recorded.routing_mode == RoutingMode.LATENCY:
        return (
            f"{settings.strategy} makes {settings.region} {settings.region_role}, and clients are still sent here: "
            f"stack {settings.peer.stack} was last brought up with the routing mode {recorded.routing_mode}; {first}"
        )
    return None


def _is_full(region_role: str | None) -> bool:
    return region_role in SERVING_ROLES


def _one_step(before: int, after: int) -> int:
    return before + (1 if after > before else -1)
