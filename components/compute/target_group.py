"""Where a load balancer sends a workload's requests. It exists also where the workload runs at zero."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming


@dataclass(frozen=True, kw_only=True)
class TargetGroupArgs:
    """Which requests, and who answers them. Only what carries one of `header_values` came by the edge."""

    workload: str
    port: int
    health_path: str
    path_patterns: tuple[str, ...]
    priority: int
    vpc_id: pulumi.Input[str]
    listener_arn: pulumi.Input[str]
    header_name: str
    header_values: pulumi.Input[Sequence[str]]


class TargetGroup(pulumi.ComponentResource):
    """Timings are chosen for a failover: a task serves 20 s after it starts and is gone 30 s after it ends.

    Health checkers know no header, so the one path that they ask is open without it.
    """

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    rule: aws.lb.ListenerRule

    def __init__(self, name: str, args: TargetGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:loadbalancer:TargetGroup", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.lb.TargetGroup(
            name,
            name=naming.target_group(args.workload),
            vpc_id=args.vpc_id,
            port=args.port,
            protocol="HTTP",
            target_type="ip",
            health_check={
                "enabled": True,
                "path": args.health_path,
                "protocol": "HTTP",
                "matcher": "200",
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            # Round robin, because AWS refuses slow start with any other algorithm.
            load_balancing_algorithm_type="round_robin",
            slow_start=30,
            deregistration_delay=30,
            # Any container can serve any request.
            stickiness={"enabled": False, "type": "lb_cookie"},
            opts=child,
        )
        self.rule = aws.lb.ListenerRule(
            f"{name}-rule",
            listener_arn=args.listener_arn,
            priority=args.priority,
            conditions=[
                {"path_pattern": {"values": list(args.path_patterns)}},
                {"http_header": {"http_header_name": args.header_name, "values": args.header_values}},
            ],
            actions=[{"type": "forward", "target_group_arn": group.arn}],
            opts=child,
        )
        aws.lb.ListenerRule(
            f"{name}-health-rule",
            listener_arn=args.listener_arn,
            priority=args.priority + 1,
            conditions=[{"path_pattern": {"values": [args.health_path]}}],
            actions=[{"type": "forward", "target_group_arn": group.arn}],
            opts=child,
        )
        self.arn, self.arn_suffix = group.arn, group.arn_suffix
        self.register_outputs({"arn": self.arn, "arn_suffix": self.arn_suffix})
