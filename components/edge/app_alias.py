"""The name that clients use. It leads to the distribution, and never moves."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming


@dataclass(frozen=True, kw_only=True)
class AppRecordArgs:
    """`target_zone_id` is CloudFront's own zone."""

    domain: str
    zone_id: pulumi.Input[str]
    target: pulumi.Input[str]
    target_zone_id: pulumi.Input[str]


class AppRecord(pulumi.ComponentResource):
    """Route 53 cannot evaluate the health of CloudFront, and need not: the choice of a region comes behind it."""

    name: str

    def __init__(self, name: str, args: AppRecordArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:AppRecord", name, None, opts)
        self.name = naming.app_host(args.domain)
        for key, kind in (("ipv4", "A"), ("ipv6", "AAAA")):
            aws.route53.Record(
                f"{name}-{key}",
                zone_id=args.zone_id,
                name=self.name,
                type=kind,
                aliases=[{"name": args.target, "zone_id": args.target_zone_id, "evaluate_target_health": False}],
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"name": self.name})
