"""What makes two regions a pair: a region as a whole, what exists once, records, health checks, failover."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.multi_region.failover_control import TakeOver, TakeOverArgs
    from components.multi_region.home import Home, HomeArgs
    from components.multi_region.hosted_zone import HostedZone, HostedZoneArgs
    from components.multi_region.origin_alias import OriginEntry, OriginEntryArgs
    from components.multi_region.region import Region, RegionArgs
    from components.multi_region.region_records import RegionRouting, RegionRoutingArgs
    from components.multi_region.shared import Shared
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "Home",
    "HomeArgs",
    "HostedZone",
    "HostedZoneArgs",
    "OriginEntry",
    "OriginEntryArgs",
    "Region",
    "RegionArgs",
    "RegionRouting",
    "RegionRoutingArgs",
    "Shared",
    "TakeOver",
    "TakeOverArgs",
]
