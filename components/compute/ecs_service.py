"""A workload on ECS with Fargate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.compute.container import ContainerArgs, container_definition, container_facts
from components.compute.platform import Platform
from components.compute.target_group import TargetGroup
from components.compute.task_role import TaskRole, TaskRoleArgs
from settings.workload import TaskBounds, WorkloadSettings
from workloads.declaration import Workload

_LOG_RETENTION_DAYS = 30
# The time from start to the second passed health check, with room for a slow image.
_GRACE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class EcsServiceArgs:
    """`target_group` is None for a workload that only pulls. One that is `held` waits for its image."""

    spec: WorkloadSettings
    workload: Workload
    bounds: TaskBounds
    platform: Platform
    cluster_arn: pulumi.Input[str]
    repository_url: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    target_group: TargetGroup | None
    held: bool
    locked: bool


class EcsService(pulumi.ComponentResource):
    """Tasks over three zones. How many is auto scaling's and a failover's business, not this program's."""

    service_name: pulumi.Output[str]
    task_definition_arn: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: EcsServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:compute:EcsService", name, None, opts)
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=naming.log_group(args.workload.name),
            kms_key_id=args.platform.region_key_arn,
            retention_in_days=_LOG_RETENTION_DAYS,
            opts=pulumi.ResourceOptions(parent=self),
        )
        container = self._container(args, logs)
        definition = self._task_definition(name, args, logs, container)
        service = self._service(name, args, definition)
        self.service_name, self.task_definition_arn = service.name, definition.arn
        self.log_group_name = logs.name
        self.register_outputs(
            {
                "service_name": self.service_name,
                "task_definition_arn": self.task_definition_arn,
                "log_group_name": self.log_group_name,
                # The definition itself holds outputs, so a first preview cannot show it to a policy.
                "containers": [container_facts(container)],
            }
        )

    def _container(self, args: EcsServiceArgs, logs: aws.cloudwatch.LogGroup) -> dict[str, Any]:
        workload, platform = args.workload, args.platform
        values = platform.values(workload.name)
        return container_definition(
            ContainerArgs(
                workload=workload,
                image=pulumi.Output.concat(args.repository_url, ":", args.spec.image_tag),
                environment={key: values[binding] for key, binding in workload.environment.items()},
                log_group=logs.name,
                region=platform.region,
            )
        )

    def _task_definition(
        self, name: str, args: EcsServiceArgs, logs: aws.cloudwatch.LogGroup, container: dict[str, Any]
    ) -> aws.ecs.TaskDefinition:
        workload, platform = args.workload, args.platform
        roles = TaskRole(
            f"{name}-role",
            TaskRoleArgs(
                workload=workload.name,
                region=platform.region,
                account=platform.account,
                statements=platform.statements(workload.grants),
                repository_arn=pulumi.Output.from_input(platform.account).apply(
                    lambda account: naming.repository_arn(account, platform.region, workload.name)
                ),
                log_group_arn=logs.arn,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return aws.ecs.TaskDefinition(
            f"{name}-task",
            family=f"{naming.PREFIX}-{workload.name}",
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(args.spec.cpu_units),
            memory=str(args.spec.memory_mib),
            execution_role_arn=roles.execution_role_arn,
            task_role_arn=roles.task_role_arn,
            runtime_platform={"cpu_architecture": "X86_64", "operating_system_family": "LINUX"},
            container_definitions=pulumi.Output.json_dumps([container]),
            # Old revisions stay, so that a rollback and a half-done deployment find theirs.
            skip_destroy=args.locked,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service(self, name: str, args: EcsServiceArgs, definition: aws.ecs.TaskDefinition) -> aws.ecs.Service:
        group, entry = args.target_group, args.workload.entry
        return aws.ecs.Service(
            name,
            name=args.workload.name,
            cluster=args.cluster_arn,
            task_definition=definition.arn,
            desired_count=args.bounds.min_tasks,
            capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1, "base": 0}],
            network_configuration={
                "subnets": args.subnet_ids,
                "security_groups": [args.security_group_id],
                "assign_public_ip": False,
            },
            load_balancers=(
                [{"target_group_arn": group.arn, "container_name": args.workload.name, "container_port": entry.port}]
                if group and entry
                else None
            ),
            health_check_grace_period_seconds=_GRACE_SECONDS if group else None,
            availability_zone_rebalancing="ENABLED",
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            enable_execute_command=False,
            propagate_tags="SERVICE",
            # What it replaces, such as the same workload on EKS, is deleted next: not before these tasks serve.
            wait_for_steady_state=True,
            opts=pulumi.ResourceOptions(
                parent=self,
                # ECS takes a target group only once a listener uses it.
                depends_on=[group.rule] if group else [],
                # A missing image must not stop tasks that run from an older definition.
                ignore_changes=["desired_count", *(["task_definition"] if args.held else [])],
            ),
        )
