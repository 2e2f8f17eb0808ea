"""The plan: one for both regions. AWS keeps it in each, and it is started in the one that takes over."""

import math
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.multi_region.region_switch.blocks import Subject, blocks
from components.multi_region.region_switch.execution_role import ExecutionRole, ExecutionRoleArgs
from components.multi_region.region_switch.steps import Scales, steps
from settings import StackSettings
from settings.strategy import Capacity

_MINUTE_SECONDS = 60
# Of each region, the alarm that tells whether customers are well: the end of a recovery, as AWS measures it.
_HEALTH_ALARM = naming.alarm("service-errors")


@dataclass(frozen=True, kw_only=True)
class RegionSwitchArgs:
    """The settings of the home stack."""

    settings: StackSettings
    account: pulumi.Input[str]


class RegionSwitch(pulumi.ComponentResource):
    """Active and passive whatever the strategy: only one region writes, and that is what the plan moves.

    Nothing starts it but a person; it has no trigger.
    """

    plan_arn: pulumi.Output[str]

    def __init__(self, name: str, args: RegionSwitchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:recovery:RegionSwitch", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings = args.settings
        regions = (settings.home, settings.peer.region)
        minutes = math.ceil(settings.objectives.rto.total_seconds() / _MINUTE_SECONDS)
        subject = pulumi.Output.from_input(args.account).apply(lambda account: _subject(settings, account, minutes))
        role = ExecutionRole(
            f"{name}-role",
            ExecutionRoleArgs(
                name=naming.role(settings.region, "region-switch"),
                plan=naming.REGION_SWITCH_PLAN,
                subject=subject,
            ),
            opts=child,
        )
        standing_by = settings.sides["standing_by"].request_workloads
        plan = aws.arcregionswitch.Plan(
            name,
            name=naming.REGION_SWITCH_PLAN,
            description="Moves the writer to the region that it activates. docs/region-switch.md says how it is run.",
            recovery_approach="activePassive",
            regions=list(regions),
            # Not `primary`: the provider cannot change it.
            primary_region=settings.home,
            execution_role=role.arn,
            recovery_time_objective_minutes=minutes,
            associated_alarms=[
                {
                    "map_block_key": f"errors-{region}",
                    "alarm_type": "applicationHealth",
                    "resource_identifier": pulumi.Output.concat(
                        f"arn:aws:cloudwatch:{region}:", args.account, f":alarm:{_HEALTH_ALARM}"
                    ),
                }
                for region in regions
            ],
            workflows=subject.apply(lambda known: _workflows(standing_by, known)),
            opts=child,
        )
        self.plan_arn = plan.arn
        self.register_outputs({"plan_arn": self.plan_arn})


def _workflows(standing_by: Capacity, subject: Subject) -> list[Any]:
    """One for each region: the same steps, because either one may stand by."""
    inner = [block for step in steps(standing_by) for block in blocks(step, subject)]
    return [
        {
            "workflow_target_action": "activate",
            "workflow_target_region": region,
            "workflow_description": f"Orders are placed and clients are served in {region}.",
            "steps": inner,
        }
        for region in subject.regions
    ]


def _subject(settings: StackSettings, account: str, timeout_minutes: int) -> Subject:
    by_measure: dict[Scales, list[str]] = {each: [] for each in Scales}
    for name, workload in sorted(settings.workloads.items()):
        by_measure[Scales(workload.scaling.by)].append(name)
    return Subject(
        account=account,
        regions=(settings.home, settings.peer.region),
        services=by_measure,
        approver=settings.region_switch.approver or "",
        timeout_minutes=timeout_minutes,
    )
