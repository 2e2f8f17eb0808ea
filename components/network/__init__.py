"""The network of a region: VPC, security groups, endpoints, flow logs, and the zones that it stands in."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.network.flow_logs import FlowLogs, FlowLogsArgs
    from components.network.security_groups import Firewall, FirewallArgs
    from components.network.vpc import Network, NetworkArgs
    from components.network.vpc_endpoints import Endpoints, EndpointsArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "Endpoints",
    "EndpointsArgs",
    "Firewall",
    "FirewallArgs",
    "FlowLogs",
    "FlowLogsArgs",
    "Network",
    "NetworkArgs",
]
