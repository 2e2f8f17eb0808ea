"""The longest way through a graph of steps. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from operations.errors import OperationError
from operations.recovery.failover_steps import Step


@dataclass(frozen=True)
class CriticalPath:
    """How long it takes in all, the steps that make it so, and when each step can begin."""

    seconds: float
    steps: tuple[Step, ...]
    starts: Mapping[str, float]


def critical_path(steps: Sequence[Step], seconds: Mapping[str, float]) -> CriticalPath:
    """Find the longest way; steps that wait for nothing in common run side by side. Raises OperationError."""
    by_name = {step.name: step for step in steps}
    ends: dict[str, tuple[float, tuple[Step, ...]]] = {}
    starts: dict[str, float] = {}
    waiting = list(steps)
    while waiting:
        ready = [step for step in waiting if all(name in ends for name in step.after)]
        if not ready:
            stuck = ", ".join(f"{step.name} after {'/'.join(step.after)}" for step in waiting)
            msg = f"the steps wait for each other or for steps that are not there: {stuck}; known: {', '.join(by_name)}"
            raise OperationError(msg)
        for step in ready:
            before, way = max((ends[name] for name in step.after), key=lambda end: end[0], default=(0.0, ()))
            starts[step.name] = before
            ends[step.name] = (before + seconds[step.name], (*way, step))
        waiting = [step for step in waiting if step.name not in ends]
    total, way = max(ends.values(), key=lambda end: end[0], default=(0.0, ()))
    return CriticalPath(total, way, starts)
