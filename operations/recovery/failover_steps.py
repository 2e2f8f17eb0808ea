"""A failover as data: its steps, what each waits for, and where it is needed. Nothing here acts or measures.

`operations/recovery/model.py` adds these steps up, and `operations/failover/` carries them out: one graph for both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from settings import RegionRole

# Of the time until clients are served, in the order in which they pass.
PARTS = ("detection", "decision", "execution", "dns")
_ALL = frozenset(RegionRole)
_NOT_SERVING = frozenset({RegionRole.WARM, RegionRole.PILOT})


class Kind(StrEnum):
    """Why the writer moves. A planned move waits for the region that it leaves, and loses nothing."""

    DISASTER = "disaster"
    PLANNED = "planned"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step.

    `duration` is its row in the book of durations, empty for what no client waits for; `target` are the region roles of
    the region taking over that need it.
    """

    name: str
    duration: str = ""
    after: tuple[str, ...] = ()
    target: frozenset[RegionRole] = _ALL
    part: str
    says: str


FAILOVER: tuple[Step, ...] = (
    Step(name="detect", duration="r53_health_check_detect_fast", part="detection", says="health checks see the loss"),
    Step(name="acknowledge", duration="page_acknowledge", after=("detect",), part="decision", says="a person is there"),
    Step(name="decide", duration="triage_and_decide", after=("acknowledge",), part="decision", says="it is a disaster"),
    Step(
        name="preflight", duration="freeze_pipelines", after=("decide",), part="execution", says="gates; nobody deploys"
    ),
    Step(
        name="fence",
        duration="fence_item_write",
        after=("preflight",),
        part="execution",
        says="consumers elsewhere are told to stand still",
    ),
    Step(
        name="promote",
        duration="aurora_global_failover_managed",
        after=("fence",),
        part="execution",
        says="the database changes its writer",
    ),
    Step(
        name="confirm-writer",
        duration="status_poll_granularity",
        after=("promote",),
        part="execution",
        says="a poll sees the new writer",
    ),
    Step(
        name="raise-bounds",
        duration="register_scalable_target_effect",
        after=("preflight",),
        target=_NOT_SERVING,
        part="execution",
        says="scaling bounds before counts",
    ),
    Step(
        name="scale-out",
        duration="ecs_service_scale_out_warm",
        after=("raise-bounds",),
        target=frozenset({RegionRole.WARM}),
        part="execution",
        says="more tasks where some run",
    ),
    Step(
        name="start-tasks",
        duration="ecs_service_zero_to_n",
        after=("raise-bounds",),
        target=frozenset({RegionRole.PILOT}),
        part="execution",
        says="tasks where none run",
    ),
    Step(
        name="launch-rate",
        duration="ecs_fargate_launch_rate",
        after=("scale-out", "start-tasks"),
        target=_NOT_SERVING,
        part="execution",
        says="Fargate starts no more tasks at once",
    ),
    Step(
        name="grow-database",
        duration="aurora_serverless_ramp",
        after=("raise-bounds",),
        target=_NOT_SERVING,
        part="execution",
        says="capacity units double up to the load",
    ),
    Step(
        name="enable-consumers",
        duration="consumers_enable",
        after=("confirm-writer",),
        part="execution",
        says="workers, once the database takes writes",
    ),
    Step(
        name="post-checks",
        duration="smoke_and_validate",
        after=("enable-consumers", "launch-rate", "grow-database"),
        part="execution",
        says="a write sticks, the load balancer answers",
    ),
    Step(
        name="engage-failover-control",
        duration="switch_object_or_metric_flip",
        after=("post-checks",),
        target=_NOT_SERVING,
        part="dns",
        says="the failover control, in the data plane",
    ),
    Step(
        name="answers-change",
        duration="r53_answer_change_after_state",
        after=("engage-failover-control",),
        target=_NOT_SERVING,
        part="dns",
        says="name servers answer with the other region",
    ),
    Step(
        name="cached-answers",
        duration="dns_ttl_drain",
        after=("answers-change",),
        target=_NOT_SERVING,
        part="dns",
        says="clients forget the old answer",
    ),
)

# What a planned move does differently: it first lets the region that it leaves finish what it has begun.
_DRAINED: tuple[Step, ...] = (
    Step(
        name="move-stranded",
        duration="consumers_enable",
        after=("preflight",),
        part="execution",
        says="messages that wait where nobody places orders go to where somebody does",
    ),
    Step(
        name="drain",
        duration="write_pause_drain",
        after=("fence",),
        part="execution",
        says="what was begun is finished, and the copies are in sync",
    ),
)


def _planned(step: Step) -> tuple[Step, ...]:
    """The steps of a planned move that take the place of one of a disaster's."""
    drain_stranded, drain = _DRAINED
    match step.name:
        case "fence":
            ready = ("move-stranded", "scale-out", "start-tasks", "launch-rate")
            return drain_stranded, replace(step, after=ready, says="consumers stop taking")
        case "promote":
            return drain, replace(step, after=("drain",), duration="aurora_global_switchover")
        case _:
            return (step,)


PLANNED: tuple[Step, ...] = tuple(
    each for step in FAILOVER if step.part not in {"detection", "decision"} for each in _planned(step)
)

# Once clients are served. Nobody waits for these, and what the lost region does not answer is done when it is back.
AFTERWARDS: tuple[Step, ...] = (
    Step(
        name="requeue-pending",
        after=("cached-answers",),
        part="afterwards",
        says="accepted orders are sent to workers again",
    ),
    Step(name="restore-scale-in", after=("requeue-pending",), part="afterwards", says="services may shrink again"),
    Step(name="account", after=("requeue-pending",), part="afterwards", says="what was lost is counted"),
    Step(
        name="reconcile-source",
        after=("cached-answers",),
        part="afterwards",
        says="the source region has the bounds of one that stands by",
    ),
)
# They call the region that is lost, so nobody waits for them.
IN_THE_LOST_REGION: tuple[Step, ...] = (
    Step(name="fence-directly", after=("fence",), part="afterwards", says="consumers of the lost region get no task"),
    Step(
        name="release-failover-control",
        after=("engage-failover-control",),
        part="afterwards",
        says="nobody takes traffic from the target any more",
    ),
)

# Where both regions serve, clients leave the lost one without anybody acting, and the other one grows by itself to
# carry them all. Only writes wait for the failover.
AUTOMATIC: tuple[Step, ...] = (
    Step(name="detect", duration="r53_health_check_detect_fast", part="detection", says="health checks see the loss"),
    Step(
        name="launch-rate",
        duration="ecs_fargate_launch_rate",
        after=("detect",),
        part="execution",
        says="Fargate starts no more tasks at once",
    ),
    Step(
        name="answers-change",
        duration="r53_answer_change_after_state",
        after=("detect",),
        part="dns",
        says="name servers leave the lost region out",
    ),
    Step(
        name="cached-answers",
        duration="dns_ttl_drain",
        after=("answers-change",),
        part="dns",
        says="clients forget the old answer",
    ),
)


def steps_for(target: RegionRole) -> tuple[Step, ...]:
    """The failover onto a region of this role; what a left-out step waited for, others do not wait for."""
    return _without_others(step for step in FAILOVER if target in step.target)


def carried_out(kind: Kind, target: RegionRole) -> tuple[Step, ...]:
    """Everything from the first gate to the last count, onto a region of this role."""
    begun = PLANNED if kind is Kind.PLANNED else (*FAILOVER, *IN_THE_LOST_REGION)
    kept = [step for step in begun if step.part not in {"detection", "decision"}]
    # Also where both regions serve: one that was lost must not get clients again before somebody says so.
    return _without_others((*(step for step in kept if target in step.target or step.part == "dns"), *AFTERWARDS))


def serving_steps_for(target: RegionRole) -> tuple[Step, ...]:
    """The steps until clients are served again."""
    return AUTOMATIC if target is RegionRole.SERVING else steps_for(target)


def _without_others(steps: Iterable[Step]) -> tuple[Step, ...]:
    kept = tuple(steps)
    names = {step.name for step in kept}
    return tuple(replace(step, after=tuple(name for name in step.after if name in names)) for step in kept)
