"""The public hosted zone. It exists once and belongs to the home stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class HostedZoneArgs:
    """The zone's domain."""

    domain: str
    locked: bool


class HostedZone(pulumi.ComponentResource):
    """Accelerated recovery keeps the zone editable within an hour when us-east-1 is gone; failover needs no edit."""

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]

    def __init__(self, name: str, args: HostedZoneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:routing:HostedZone", name, None, opts)
        zone = aws.route53.Zone(
            name,
            name=args.domain,
            comment="Entry of both regions",
            enable_accelerated_recovery=True,
            force_destroy=False,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        self.zone_id, self.name_servers = zone.zone_id, zone.name_servers
        self.register_outputs({"zone_id": self.zone_id, "name_servers": self.name_servers})
