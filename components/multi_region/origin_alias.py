"""The one name that the edge asks. It points at the failover pair or at the latency set, and changes in place."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from settings.strategy import RoutingMode


@dataclass(frozen=True, kw_only=True)
class OriginEntryArgs:
    """Both targets exist whatever the strategy is."""

    domain: str
    zone_id: pulumi.Input[str]
    routing_mode: RoutingMode


class OriginEntry(pulumi.ComponentResource):
    """Belongs to the home stack. An alias without a routing policy of its own, so that it can move at any time."""

    name: str

    def __init__(self, name: str, args: OriginEntryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:routing:OriginEntry", name, None, opts)
        self.name = naming.origin_host(args.domain)
        aws.route53.Record(
            name,
            zone_id=args.zone_id,
            name=self.name,
            type="A",
            aliases=[
                {
                    "name": f"{args.routing_mode}.origin.{args.domain}",
                    "zone_id": args.zone_id,
                    "evaluate_target_health": True,
                }
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"name": self.name})
