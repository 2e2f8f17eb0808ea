"""The failover as a plan can express it: which step becomes which block, and which cannot be one. Pure.

Names are those of `operations/recovery/failover_steps.py`; a test holds the two together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from settings.strategy import Capacity


class Block(StrEnum):
    """Kinds of execution blocks, as AWS calls them. Only what the plan uses."""

    APPROVAL = "ManualApproval"
    DATABASE = "AuroraGlobalDatabase"
    SERVICES = "ECSServiceScaling"
    PARALLEL = "Parallel"


class Scales(StrEnum):
    """Which workloads a block scales."""

    REQUESTS = "requests"
    BACKLOG = "backlog"


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """One step. `beside` are the steps that run at the same time, in a parallel block."""

    name: str
    block: Block
    says: str = ""
    scales: Scales | None = None
    beside: tuple["PlanStep", ...] = ()


# By what the region that takes over runs of the workloads that answer requests. One that serves needs no more.
_SCALING: Mapping[Capacity, str] = {Capacity.REDUCED: "scale-out", Capacity.ZERO: "start-tasks"}
_AT_ONCE = "promote-and-scale"
_FENCE = PlanStep(
    name="fence", block=Block.APPROVAL, says="Name the region that takes over in the operations table, then approve."
)
_PROMOTE = PlanStep(name="promote", block=Block.DATABASE, says="The database changes its writer.")
_CONSUMERS = PlanStep(
    name="enable-consumers",
    block=Block.SERVICES,
    says="Workers, once the database takes writes.",
    scales=Scales.BACKLOG,
)
_FLIP = PlanStep(
    name="engage-failover-control",
    block=Block.APPROVAL,
    says="See that an order sticks, write the failover control, then approve.",
)

# What is no step of a plan, and why.
LEFT_OUT: Mapping[str, str] = {
    "detect": "comes before the plan: alarms and health checks",
    "acknowledge": "comes before the plan: a person",
    "decide": "comes before the plan: nothing starts it but a person",
    "preflight": "no block reads lag, images or secrets; AWS looks at roles and resources every 30 minutes",
    "fence-directly": "no block takes capacity away",
    "move-stranded": "no block moves messages",
    "drain": "the switchover brings the database in sync by itself; nothing waits for the queue",
    "confirm-writer": "the database's block ends with it",
    "raise-bounds": "the services' block raises what a service may grow to, by what ran in the last 24 hours",
    "launch-rate": "the services' block waits for the tasks",
    "grow-database": "Aurora does it as load comes; a block would change `min_acu`, and `up` would take it back",
    "post-checks": "no block writes an order; whoever confirms `engage-failover-control` does",
    "release-failover-control": "no block writes a metric; on the way back it is what `engage-failover-control` does",
    "answers-change": "follows the switch by itself",
    "cached-answers": "follows the switch by itself",
    "requeue-pending": "no block sends orders to workers again",
    "restore-scale-in": "the services' block leaves scaling in on",
    "account": "no block counts what was lost",
    "reconcile-source": "no block takes capacity away",
}


def steps(standing_by: Capacity) -> tuple[PlanStep, ...]:
    """In order. `standing_by` is how much of the workloads that answer requests the region that takes over runs."""
    scaling = _SCALING.get(standing_by)
    if scaling is None:
        return (_FENCE, _PROMOTE, _CONSUMERS, _FLIP)
    scale = PlanStep(
        name=scaling, block=Block.SERVICES, says="Tasks as many as the other region had.", scales=Scales.REQUESTS
    )
    at_once = PlanStep(
        name=_AT_ONCE, block=Block.PARALLEL, says="Neither waits for the other.", beside=(_PROMOTE, scale)
    )
    return (_FENCE, at_once, _CONSUMERS, _FLIP)


def leaves(found: Iterable[PlanStep]) -> Iterable[PlanStep]:
    """The steps that do something, without the blocks that hold them."""
    for step in found:
        if step.block is Block.PARALLEL:
            yield from step.beside
        else:
            yield step
