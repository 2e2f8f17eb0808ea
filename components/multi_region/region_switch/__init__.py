"""A failover that AWS runs: the plan of Application Recovery Controller, its blocks and its role."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.multi_region.region_switch.blocks import Subject
    from components.multi_region.region_switch.execution_role import ExecutionRole, ExecutionRoleArgs
    from components.multi_region.region_switch.region_switch import RegionSwitch, RegionSwitchArgs
    from components.multi_region.region_switch.steps import Scales
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "ExecutionRole",
    "ExecutionRoleArgs",
    "RegionSwitch",
    "RegionSwitchArgs",
    "Scales",
    "Subject",
]
