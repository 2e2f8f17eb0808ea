"""A region's eyes: on what customers get, on its stores, on the other region; and one dashboard over all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.common import naming
from components.observability.alarm import OnCall
from components.observability.canary import Canary, CanaryArgs
from components.observability.dashboard import Dashboard, DashboardArgs
from components.observability.peer_alarms import PeerAlarms, PeerAlarmsArgs
from components.observability.readiness_alarms import ReadinessAlarms, ReadinessAlarmsArgs
from components.observability.replication_alarms import ReplicationAlarms, ReplicationAlarmsArgs
from components.observability.service_alarms import ServiceAlarms, ServiceAlarmsArgs
from components.observability.store_alarms import StoreAlarms, StoreAlarmsArgs
from settings import StackSettings
from settings.strategy import Capacity
from workloads.declaration import WEB


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """Load balancer and target group as CloudWatch names them; `alarm_names` are those that others declare."""

    settings: StackSettings
    account: pulumi.Input[str]
    cluster_identifier: pulumi.Input[str]
    load_balancer: pulumi.Input[str]
    target_group: pulumi.Input[str]
    alarm_names: Sequence[str]
    on_call: OnCall


class Observability(pulumi.ComponentResource):
    """Nothing here needs the other region, and nothing here decides: alarms call people."""

    dashboard: Dashboard
    peer: PeerAlarms

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:Observability", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        settings = args.settings
        replication = ReplicationAlarms(
            "replication",
            ReplicationAlarmsArgs(
                peer_region=settings.peer.region,
                objective=settings.objectives.rpo,
                cluster_identifier=args.cluster_identifier,
                on_call=args.on_call,
            ),
            opts=self._child,
        )
        readiness = ReadinessAlarms(
            "readiness", ReadinessAlarmsArgs(region=settings.region, on_call=args.on_call), opts=self._child
        )
        service = ServiceAlarms(
            "service",
            ServiceAlarmsArgs(
                zones=settings.network.zones,
                load_balancer=args.load_balancer,
                target_group=args.target_group,
                web=settings.workloads[WEB.name],
                on_call=args.on_call,
            ),
            opts=self._child,
        )
        stores = StoreAlarms(
            "stores",
            StoreAlarmsArgs(
                cluster_identifier=args.cluster_identifier, cache_nodes=settings.cache.nodes, on_call=args.on_call
            ),
            opts=self._child,
        )
        canary = self._canary() if settings.observability.canary.enabled else None
        self.peer = self._peer(canary)
        names = (
            *self.peer.alarm_names,
            *((canary.alarm_name,) if canary else ()),
            *service.alarm_names,
            *replication.alarm_names,
            *readiness.alarm_names,
            *args.alarm_names,
            *stores.alarm_names,
        )
        self.dashboard = self._dashboard(names)
        self.register_outputs({"dashboard": self.dashboard.name})

    def _canary(self) -> Canary:
        settings = self._args.settings
        return Canary(
            "canary",
            CanaryArgs(
                spec=settings.observability.canary,
                region=settings.region,
                account=self._args.account,
                host=naming.app_host(settings.domain),
                on_call=self._args.on_call,
            ),
            opts=self._child,
        )

    def _peer(self, canary: Canary | None) -> PeerAlarms:
        settings = self._args.settings
        return PeerAlarms(
            "peer",
            PeerAlarmsArgs(
                region=settings.region,
                peer_region=settings.peer.region,
                answers=settings.peer_as_built.request_workloads is not Capacity.ZERO,
                cluster_identifier=self._args.cluster_identifier,
                canary_alarm=canary.alarm_made if canary else None,
                on_call=self._args.on_call,
            ),
            opts=self._child,
        )

    def _dashboard(self, alarm_names: Sequence[str]) -> Dashboard:
        args, settings = self._args, self._args.settings
        return Dashboard(
            "dashboard",
            DashboardArgs(
                region=settings.region,
                peer_region=settings.peer.region,
                account=args.account,
                zones=settings.network.zones,
                domain=settings.domain,
                load_balancer=args.load_balancer,
                target_group=args.target_group,
                cache_nodes=settings.cache.nodes,
                recovery_point_seconds=settings.objectives.rpo.total_seconds(),
                runbooks_url=settings.observability.runbooks_url,
                alarm_names=alarm_names,
            ),
            opts=self._child,
        )
