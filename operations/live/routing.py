"""Why the routing tree sends clients of the public name to a region, or does not. Pure.

The tree is that of `components/multi_region/region_records.py`: a failover pair whose primary record is the home
region's, or a latency set, and in front of each region's record its checks and the failover control.
"""

from collections.abc import Mapping

from operations.live.look import Fact
from settings import RoutingMode, StackSettings


def because(settings: StackSettings, facts: Mapping[str, Fact], other: Mapping[str, Fact]) -> str:
    """The reason, in a few words; what of it is not known is said."""
    here = facts["clients"].value["sent_here"]
    if settings.targets.routing_mode is RoutingMode.LATENCY:
        return (
            "it is the nearest that is well" if here else _out(settings, facts["taken_over"], "another one is nearer")
        )
    if settings.is_home:
        return "its record is the primary one" if here else _out(settings, facts["taken_over"], "it fails its checks")
    if not here:
        return "its record is the secondary one"
    away = other["taken_over"]
    if away.unknown:
        return f"{settings.peer.region} is out; whether taken over or by its checks is not known"
    return f"{settings.peer.region} {'is taken over' if away.value else 'fails its checks'}"


def _out(settings: StackSettings, taken_over: Fact, else_: str) -> str:
    if taken_over.unknown:
        return "taken over, or its checks: not known"
    return f"taken over by {settings.peer.region}" if taken_over.value else else_
