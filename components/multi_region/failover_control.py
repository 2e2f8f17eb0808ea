"""The switch by which the other region takes traffic away from this one.

The alarm stands in the other region, so that flipping it (`put_metric_data` there) needs nothing from this one. It is
declared by the stack whose record it guards: Route 53 refuses a check on an alarm that does not exist yet.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming

NAMESPACE = "Standby/Routing"
METRIC = "TakeOver"
DIMENSION = "From"

_PERIOD_SECONDS = 60
_THRESHOLD = 1
# With any other answer the switch would fall back by itself a minute after it was engaged.
_MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class TakeOverArgs:
    """`region` is the one to take traffic from; `peer_region` the one where the alarm stands."""

    region: str
    peer_region: str
    peer_provider: pulumi.ProviderResource


class TakeOver(pulumi.ComponentResource):
    """Healthy until the metric says 1, then latched: silence keeps the last answer, and a dead peer changes nothing."""

    health_check_id: pulumi.Output[str]
    alarm_name: str

    def __init__(self, name: str, args: TakeOverArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:routing:TakeOver", name, None, opts)
        self.alarm_name = naming.failover_control_alarm(args.region)
        alarm = aws.cloudwatch.MetricAlarm(
            f"{name}-alarm",
            name=self.alarm_name,
            alarm_description=f"1 while {args.peer_region} has taken over traffic from {args.region}",
            namespace=NAMESPACE,
            metric_name=METRIC,
            dimensions={DIMENSION: args.region},
            statistic="Maximum",
            period=_PERIOD_SECONDS,
            evaluation_periods=1,
            threshold=_THRESHOLD,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data=_MISSING,
            opts=pulumi.ResourceOptions(parent=self, provider=args.peer_provider),
        )
        check = aws.route53.HealthCheck(
            name,
            type="CLOUDWATCH_METRIC",
            cloudwatch_alarm_name=alarm.name,
            cloudwatch_alarm_region=args.peer_region,
            insufficient_data_health_status="LastKnownStatus",
            # Route 53 copies the alarm's condition when the check is written; a change must be written again.
            triggers={"period": str(_PERIOD_SECONDS), "threshold": str(_THRESHOLD), "treat_missing_data": _MISSING},
            tags={"Name": f"take-over-from-{args.region}"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.health_check_id = check.id
        self.register_outputs({"health_check_id": self.health_check_id, "alarm_name": self.alarm_name})
