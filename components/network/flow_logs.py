"""Who talked to whom in the VPC: flow logs, encrypted, kept for a set time."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow, assumed_by, document, of_account


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """The VPC to watch."""

    vpc_id: pulumi.Input[str]
    region: str
    account: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    retention_days: int


class FlowLogs(pulumi.ComponentResource):
    """Log group, the role that writes to it, and the flow log."""

    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:network:FlowLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.cloudwatch.LogGroup(
            f"{name}-group",
            name=naming.log_group("flow-logs"),
            kms_key_id=args.key_arn,
            retention_in_days=args.retention_days,
            opts=child,
        )
        role = aws.iam.Role(
            f"{name}-role",
            name=naming.role(args.region, "flow-logs"),
            assume_role_policy=assumed_by("vpc-flow-logs.amazonaws.com", condition=of_account(args.account)),
            opts=child,
        )
        permission = aws.iam.RolePolicy(
            f"{name}-role-write",
            name="write",
            role=role.name,
            policy=document(
                allow(
                    ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    [group.arn, pulumi.Output.concat(group.arn, ":*")],
                )
            ),
            opts=child,
        )
        aws.ec2.FlowLog(
            name,
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
        self.log_group_name = group.name
        self.register_outputs({"log_group_name": self.log_group_name})
