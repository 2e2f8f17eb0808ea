"""What a plan may do: move the writer, scale the services that it names, and look."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import Statement, allow, assumed_by, document
from components.multi_region.region_switch.blocks import Subject

_SERVICE = "arc-region-switch.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class ExecutionRoleArgs:
    """`name` is the role's at IAM, which is one namespace for both regions; `plan` is the plan's."""

    name: str
    plan: str
    subject: pulumi.Output[Subject]


class ExecutionRole(pulumi.ComponentResource):
    """Made beforehand: IAM's control plane may be gone with a region."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: ExecutionRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:recovery:ExecutionRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            name,
            name=args.name,
            # AWS's example has no condition: where the service names no source, one would refuse it.
            assume_role_policy=assumed_by(_SERVICE),
            opts=child,
        )
        policy: pulumi.Output[str] = args.subject.apply(lambda subject: _policy(subject, args))
        aws.iam.RolePolicy(
            f"{name}-policy",
            name="region-switch",
            role=role.id,
            policy=policy,
            opts=child,
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})


def _policy(subject: Subject, args: ExecutionRoleArgs) -> pulumi.Output[str]:
    return document(*_may(subject, args))


def _may(subject: Subject, args: ExecutionRoleArgs) -> list[Statement]:
    workloads = [name for names in subject.services.values() for name in names]
    services = [subject.service_arn(region, name) for region in subject.regions for name in workloads]
    targets = [
        f"arn:aws:application-autoscaling:{each}:{subject.account}:scalable-target/*" for each in subject.regions
    ]
    cluster = f"arn:aws:rds::{subject.account}:global-cluster:{naming.GLOBAL_CLUSTER}"
    return [
        allow(["rds:FailoverGlobalCluster", "rds:SwitchoverGlobalCluster"], [cluster, *subject.database_arns()]),
        allow(["rds:DescribeDBClusters"], subject.database_arns()),
        allow(["rds:DescribeGlobalClusters"], [cluster]),
        allow(["ecs:DescribeServices", "ecs:UpdateService"], services),
        allow(["ecs:DescribeClusters"], [subject.cluster_arn(region) for region in subject.regions]),
        allow(["application-autoscaling:RegisterScalableTarget"], targets),
        # Its own evaluation, every 30 minutes.
        allow(["iam:SimulatePrincipalPolicy"], [f"arn:aws:iam::{subject.account}:role/{args.name}"]),
        allow(
            ["arc-region-switch:GetPlan", "arc-region-switch:GetPlanExecution", "arc-region-switch:ListPlanExecutions"],
            [f"arn:aws:arc-region-switch::{subject.account}:plan/{args.plan}:*"],
        ),
        # AWS offers no narrower resource for these; all of them look.
        allow(
            [
                "application-autoscaling:DescribeScalableTargets",
                "cloudwatch:DescribeAlarmHistory",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:GetMetricStatistics",
                "ecs:ListServices",
            ],
            ["*"],
        ),
    ]
