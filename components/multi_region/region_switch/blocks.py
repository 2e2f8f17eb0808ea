"""Steps as `aws.arcregionswitch.Plan` takes them. Names are fixed, so nothing is asked of either region. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.common import naming
from components.multi_region.region_switch.steps import Block, PlanStep, Scales

# Of what ran in the other region. Where a region is lost, two zones of three are enough to go on.
_ALL_PERCENT, _ENOUGH_PERCENT = 100, 66


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the blocks are about. `services` are names of workloads by what they scale by."""

    account: str
    regions: Sequence[str]
    services: Mapping[Scales, Sequence[str]]
    approver: str
    timeout_minutes: int

    def database_arns(self) -> list[str]:
        """The clusters of the global database."""
        return [f"arn:aws:rds:{one}:{self.account}:cluster:{naming.database_cluster(one)}" for one in self.regions]

    def cluster_arn(self, region: str) -> str:
        """The ECS cluster of a region."""
        return f"arn:aws:ecs:{region}:{self.account}:cluster/{naming.COMPUTE_CLUSTER}"

    def service_arn(self, region: str, workload: str) -> str:
        """A workload's service."""
        return f"arn:aws:ecs:{region}:{self.account}:service/{naming.COMPUTE_CLUSTER}/{workload}"

    def approver_arn(self) -> str:
        """The role of those who confirm."""
        return f"arn:aws:iam::{self.account}:role/{self.approver}"


def blocks(step: PlanStep, subject: Subject) -> list[dict[str, Any]]:
    """The step; several where a block is about one service and the step about several."""
    said = {"name": step.name, "execution_block_type": str(step.block), "description": step.says}
    match step.block:
        case Block.PARALLEL:
            inner = [each for one in step.beside for each in blocks(one, subject)]
            return [{**said, "parallel_configs": [{"steps": inner}]}]
        case Block.DATABASE:
            return [{**said, "global_aurora_configs": [_database(subject)]}]
        case Block.APPROVAL:
            approval = {"approval_role": subject.approver_arn(), "timeout_minutes": subject.timeout_minutes}
            return [{**said, "execution_approval_configs": [approval]}]
        case Block.SERVICES:
            return [
                {**said, "name": name, "ecs_capacity_increase_configs": [_service(subject, workload)]}
                for name, workload in _named(step, subject)
            ]


def _named(step: PlanStep, subject: Subject) -> list[tuple[str, str]]:
    """Names of a plan's steps are told apart: with the workload's, where there are several."""
    workloads = subject.services[step.scales] if step.scales else ()
    return [(step.name if len(workloads) == 1 else f"{step.name}-{each}", each) for each in workloads]


def _database(subject: Subject) -> dict[str, Any]:
    """Nothing is lost in a graceful execution; an ungraceful one promotes with what has arrived."""
    return {
        "global_cluster_identifier": naming.GLOBAL_CLUSTER,
        "database_cluster_arns": subject.database_arns(),
        "behavior": "switchoverOnly",
        "ungracefuls": [{"ungraceful": "failover"}],
        "timeout_minutes": subject.timeout_minutes,
    }


def _service(subject: Subject, workload: str) -> dict[str, Any]:
    return {
        "services": [
            {"cluster_arn": subject.cluster_arn(each), "service_arn": subject.service_arn(each, workload)}
            for each in subject.regions
        ],
        "capacity_monitoring_approach": "containerInsightsMaxInLast24Hours",
        "target_percent": _ALL_PERCENT,
        "ungraceful": {"minimum_success_percentage": _ENOUGH_PERCENT},
        "timeout_minutes": subject.timeout_minutes,
    }
