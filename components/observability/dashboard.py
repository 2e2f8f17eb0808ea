"""A region's dashboard: what somebody on call looks at first."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.observability.dashboard_body import Shown, dashboard_body


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """`alarm_names` are shown with their states. Load balancer and target group as CloudWatch names them."""

    region: str
    peer_region: str
    account: pulumi.Input[str]
    zones: Sequence[str]
    domain: str
    load_balancer: pulumi.Input[str]
    target_group: pulumi.Input[str]
    cache_nodes: int
    recovery_point_seconds: float
    runbooks_url: str | None
    alarm_names: Sequence[str]


class Dashboard(pulumi.ComponentResource):
    """One for each region, because the other one's may be gone with it."""

    name: str

    def __init__(self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:Dashboard", name, None, opts)
        self.name = naming.dashboard(args.region)
        known = pulumi.Output.all(account=args.account, balancer=args.load_balancer, group=args.target_group)
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=self.name,
            dashboard_body=pulumi.Output.json_dumps(
                known.apply(lambda said: dashboard_body(_shown(args, **said))),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"name": self.name})


def _shown(args: DashboardArgs, *, account: str, balancer: str, group: str) -> Shown:
    return Shown(
        region=args.region,
        peer_region=args.peer_region,
        zones=args.zones,
        domain=args.domain,
        load_balancer=balancer,
        target_group=group,
        cache_nodes=args.cache_nodes,
        recovery_point_seconds=args.recovery_point_seconds,
        runbooks_url=args.runbooks_url,
        alarm_arns=[f"arn:aws:cloudwatch:{args.region}:{account}:alarm:{name}" for name in args.alarm_names],
    )
