"""A region's part of the routing tree. The tree is always complete; the strategy only picks the routing mode.

Route 53 refuses two routing policies under one name. Each region therefore always has its record in both sets:

    REGION.origin.DOMAIN    -> this region's load balancer
    failover.origin.DOMAIN  -> the pair: home region PRIMARY, the other SECONDARY
    latency.origin.DOMAIN   -> the set: every region that is well
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.multi_region.failover_control import TakeOver, TakeOverArgs
from components.multi_region.health_checks import endpoint_check, serving_check
from settings.routing import RoutingSettings


@dataclass(frozen=True, kw_only=True)
class RegionRoutingArgs:
    """`is_home` decides the roles in the failover pair, for good: two upserts cannot swap them."""

    spec: RoutingSettings
    region: str
    peer_region: str
    peer_provider: pulumi.ProviderResource
    is_home: bool
    domain: str
    zone_id: pulumi.Input[str]
    health_path: str
    load_balancer_dns_name: pulumi.Input[str]
    load_balancer_zone_id: pulumi.Input[str]


class RegionRouting(pulumi.ComponentResource):
    """Records, the check of the endpoint, the failover control, and both together."""

    origin: str
    endpoint_check_id: pulumi.Output[str]
    serving_check_id: pulumi.Output[str]
    failover_control: TakeOver

    def __init__(self, name: str, args: RegionRoutingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:routing:RegionRouting", name, None, opts)
        self._name, self._args = name, args
        self.origin = f"{args.region}.origin.{args.domain}"
        self._record("origin", self.origin, evaluate_target_health=False)
        self._checks()
        self._failover_record()
        self._record(
            "latency",
            f"latency.origin.{args.domain}",
            evaluate_target_health=True,
            set_identifier=args.region,
            latency_routing_policies=[{"region": args.region}],
            health_check_id=self.serving_check_id,
        )
        self.register_outputs(
            {
                "origin": self.origin,
                "endpoint_check_id": self.endpoint_check_id,
                "serving_check_id": self.serving_check_id,
            }
        )

    def _checks(self) -> None:
        args, child = self._args, pulumi.ResourceOptions(parent=self)
        endpoint = endpoint_check(
            self, f"{self._name}-endpoint", args.spec, region=args.region, host=self.origin, path=args.health_path
        )
        self.failover_control = TakeOver(
            f"{self._name}-take-over",
            TakeOverArgs(region=args.region, peer_region=args.peer_region, peer_provider=args.peer_provider),
            opts=child,
        )
        serving = serving_check(
            self,
            f"{self._name}-serving",
            region=args.region,
            all_of=[endpoint.id, self.failover_control.health_check_id],
        )
        self.endpoint_check_id, self.serving_check_id = endpoint.id, serving.id

    def _failover_record(self) -> None:
        args, name = self._args, f"failover.origin.{self._args.domain}"
        if args.is_home:
            self._record(
                "failover",
                name,
                # Only the check decides: a bad deployment must not move traffic to a read-only database.
                evaluate_target_health=False,
                set_identifier=args.region,
                failover_routing_policies=[{"type": "PRIMARY"}],
                health_check_id=self.serving_check_id,
            )
        else:
            self._record(
                "failover",
                name,
                # A standby without targets is not answered; one with targets always is, once the primary is out.
                evaluate_target_health=True,
                set_identifier=args.region,
                failover_routing_policies=[{"type": "SECONDARY"}],
            )

    def _record(
        self,
        key: str,
        record_name: str,
        *,
        evaluate_target_health: bool,
        set_identifier: str | None = None,
        failover_routing_policies: list[aws.route53.RecordFailoverRoutingPolicyArgsDict] | None = None,
        latency_routing_policies: list[aws.route53.RecordLatencyRoutingPolicyArgsDict] | None = None,
        health_check_id: pulumi.Input[str] | None = None,
    ) -> None:
        aws.route53.Record(
            f"{self._name}-{key}",
            zone_id=self._args.zone_id,
            name=record_name,
            type="A",
            aliases=[
                {
                    "name": self._args.load_balancer_dns_name,
                    "zone_id": self._args.load_balancer_zone_id,
                    "evaluate_target_health": evaluate_target_health,
                }
            ],
            set_identifier=set_identifier,
            failover_routing_policies=failover_routing_policies,
            latency_routing_policies=latency_routing_policies,
            health_check_id=health_check_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
