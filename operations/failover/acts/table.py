"""Which function does which step of `operations/failover_steps.py`."""

from collections.abc import Callable, Mapping

from operations.failover.acts import capacity, checks, fence, losses, orders, settle, traffic, writer
from operations.failover.ground import Ground, Result

Act = Callable[[Ground], Result]
ACTS: Mapping[str, Act] = {
    "fence": fence.say_who_is_active,
    "fence-directly": fence.take_tasks_away,
    "move-stranded": orders.move_stranded,
    "drain": writer.level,
    "promote": writer.promote,
    "confirm-writer": writer.confirm,
    "raise-bounds": capacity.raise_bounds,
    "scale-out": capacity.wait_for_tasks,
    "start-tasks": capacity.wait_for_tasks,
    "enable-consumers": capacity.enable_consumers,
    "post-checks": checks.serves,
    "flip": traffic.flip,
    "give-back": traffic.give_back,
    "answers-change": traffic.follow,
    "sweep": orders.sweep,
    "restore-scale-in": capacity.restore_scale_in,
    "account": losses.count,
    "settle": settle.settle,
}
# What no command does, and who does it.
NOBODY_ACTS: Mapping[str, str] = {
    "launch-rate": "Fargate, while the tasks are waited for",
    "grow-database": "Aurora, by itself, as load comes",
    "cached-answers": "clients, whose answers live for a minute",
}
# They call the region that is left, which may be gone: what fails is left for later.
MAY_BE_LEFT = frozenset({"fence-directly", "give-back", "settle"})
