"""Which function does which step of `operations/recovery/failover_steps.py`."""

from collections.abc import Callable, Mapping

from operations.failover.step_context import Result, StepContext
from operations.failover.steps import capacity, checks, data_loss, fence, orders, reconcile_source, traffic, writer

StepFunction = Callable[[StepContext], Result]
STEP_FUNCTIONS: Mapping[str, StepFunction] = {
    "fence": fence.say_who_is_active,
    "fence-directly": fence.take_tasks_away,
    "move-stranded": orders.drain_stranded,
    "drain": writer.wait_in_sync,
    "promote": writer.promote,
    "confirm-writer": writer.confirm,
    "raise-bounds": capacity.raise_bounds,
    "scale-out": capacity.wait_for_tasks,
    "start-tasks": capacity.wait_for_tasks,
    "enable-consumers": capacity.enable_consumers,
    "post-checks": checks.serves,
    "engage-failover-control": traffic.engage,
    "release-failover-control": traffic.release,
    "answers-change": traffic.follow,
    "requeue-pending": orders.requeue_pending,
    "restore-scale-in": capacity.restore_scale_in,
    "account": data_loss.count,
    "reconcile-source": reconcile_source.reconcile_source,
}
# What no command does, and who does it.
NOBODY_ACTS: Mapping[str, str] = {
    "launch-rate": "Fargate, while the tasks are waited for",
    "grow-database": "Aurora, by itself, as load comes",
    "cached-answers": "clients, whose answers live for a minute",
}
# They call the source region, which may be gone: what fails is left for later.
MAY_BE_LEFT = frozenset({"fence-directly", "release-failover-control", "reconcile-source"})
