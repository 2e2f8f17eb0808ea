"""The two roles of a workload's tasks: one that starts them, one that they act as."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import Statement, allow, assumed_by, document, of_account

_TASKS = "ecs-tasks.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class TaskRoleArgs:
    """`statements` is what the workload may do."""

    workload: str
    region: str
    account: pulumi.Input[str]
    statements: Sequence[Statement]
    repository_arn: pulumi.Input[str]
    log_group_arn: pulumi.Input[str]


class TaskRole(pulumi.ComponentResource):
    """Named with the region: both regions' roles must exist before a failover, and IAM is one namespace."""

    execution_role_arn: pulumi.Output[str]
    task_role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: TaskRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:compute:TaskRole", name, None, opts)
        start = [
            # The token is for the whole registry; AWS offers no narrower resource.
            allow(["ecr:GetAuthorizationToken"], ["*"]),
            allow(
                ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                [args.repository_arn],
            ),
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(args.log_group_arn, ":*")]),
        ]
        self.execution_role_arn = self._role(f"{name}-execution", f"{args.workload}-execution", args, start)
        self.task_role_arn = self._role(f"{name}-task", args.workload, args, args.statements)
        self.register_outputs({"execution_role_arn": self.execution_role_arn, "task_role_arn": self.task_role_arn})

    def _role(
        self, name: str, role_name: str, args: TaskRoleArgs, statements: Sequence[Statement]
    ) -> pulumi.Output[str]:
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            name,
            name=naming.role(args.region, role_name),
            assume_role_policy=assumed_by(_TASKS, condition=of_account(args.account)),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            f"{name}-policy", name="workload", role=role.name, policy=document(*statements), opts=child
        )
        # A task that starts before its rights exist fails once and counts against the deployment.
        return pulumi.Output.all(role.arn, policy.id).apply(lambda parts: str(parts[0]))
