"""Recovery time and recovery point of a strategy, with their parts. Pure; the simulation is seeded."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from operations.pricing.usage_lines import needed_tasks
from operations.recovery.assumptions import Assumptions
from operations.recovery.critical_path import critical_path
from operations.recovery.durations import DurationBook
from operations.recovery.failover_steps import PARTS, Step, serving_steps_for, steps_for
from settings import Consistency, RegionRole, RequestScaling, StackSettings

SAMPLES, _WORST_AT_SIGMAS = 2000, 2.326
_P95 = 0.95
Span = tuple[float, float]
Basis = Literal["measured", "computed", "published"]


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Typical and worst seconds of a step; measured by a drill, computed from this configuration, or published."""

    typical: float
    worst: float
    basis: Basis
    source: str


@dataclass(frozen=True, kw_only=True)
class TimedStep:
    """A step of the failover with its times, and when it typically begins.

    `critical` steps make the whole as long as it is.
    """

    name: str
    part: str
    says: str
    begins: float
    typical: float
    worst: float
    basis: Basis
    source: str
    critical: bool


@dataclass(frozen=True, kw_only=True)
class RecoveryTime:
    """How long until clients are served, in seconds: the budget's parts, and what a seeded simulation draws.

    `within` is the share of the drawn failovers that end within the objective.
    """

    typical: float
    worst: float
    p50: float
    p95: float
    within: float
    parts: Mapping[str, float]
    worst_parts: Mapping[str, float]
    steps: tuple[TimedStep, ...]


@dataclass(frozen=True, kw_only=True)
class RecoveryPoint:
    """What of a store may be lost, in seconds of accepted writes, and why."""

    store: str
    typical: float
    worst: float
    durable: bool
    why: str


def timings(
    steps: Sequence[Step],
    book: DurationBook,
    settings: StackSettings,
    given: Assumptions,
    times: float,
    target: RegionRole,
) -> dict[str, Timing]:
    """Time every step for this configuration and traffic; what a drill measured is both typical and worst."""
    computed: Mapping[str, Callable[[], Timing]] = {
        "detect": lambda: _detection(book, settings),
        "launch-rate": lambda: _launches(book, settings, given, times, target),
        "grow-database": lambda: _growth(book, settings, given, times),
    }
    found = {}
    for step in steps:
        measured = given.measured_seconds.get(step.name)
        if measured is not None:
            found[step.name] = Timing(typical=measured, worst=measured, basis="measured", source=given.measured_by)
        else:
            found[step.name] = computed[step.name]() if step.name in computed else _published(book, step)
    return found


def _published(book: DurationBook, step: Step) -> Timing:
    row = book.step(step.duration)
    return Timing(typical=row.typical_seconds, worst=row.worst_seconds, basis="published", source=row.sources[0])


def recovery_time(steps: Sequence[Step], found: Mapping[str, Timing], seed: int, objective: float) -> RecoveryTime:
    """Add the steps up along the critical path, and draw the same sum many times."""
    typical = critical_path(steps, {name: each.typical for name, each in found.items()})
    worst = critical_path(steps, {name: each.worst for name, each in found.items()})
    drawn = simulate(steps, {name: (each.typical, each.worst) for name, each in found.items()}, seed)
    on_path = {step.name for step in typical.steps}
    return RecoveryTime(
        typical=typical.seconds,
        worst=worst.seconds,
        p50=drawn[len(drawn) // 2],
        p95=drawn[int(len(drawn) * _P95)],
        within=sum(seconds <= objective for seconds in drawn) / len(drawn),
        parts=_by_part(typical.steps, {name: each.typical for name, each in found.items()}),
        worst_parts=_by_part(worst.steps, {name: each.worst for name, each in found.items()}),
        steps=tuple(
            TimedStep(
                name=step.name,
                part=step.part,
                says=step.says,
                begins=typical.starts[step.name],
                critical=step.name in on_path,
                **asdict(found[step.name]),
            )
            for step in steps
        ),
    )


def _by_part(path: Sequence[Step], seconds: Mapping[str, float]) -> dict[str, float]:
    parts = dict.fromkeys(PARTS, 0.0)
    for step in path:
        parts[step.part] += seconds[step.name]
    return parts


def simulate(steps: Sequence[Step], found: Mapping[str, Span], seed: int, samples: int = SAMPLES) -> list[float]:
    """Draw whole failovers, sorted. Steps are independent, log-normal; the worst time seen is the 99th percentile."""
    source = random.Random(seed)  # noqa: S311 - drawn to be repeated, not to be secret
    return sorted(
        critical_path(steps, {name: _drawn(source, *span) for name, span in found.items()}).seconds
        for _ in range(samples)
    )


def _drawn(source: random.Random, typical: float, worst: float) -> float:
    if typical <= 0 or worst <= typical:
        return source.triangular(min(typical, worst), max(typical, worst), typical)
    return source.lognormvariate(math.log(typical), math.log(worst / typical) / _WORST_AT_SIGMAS)


def _detection(book: DurationBook, settings: StackSettings) -> Timing:
    """Interval times threshold, and the time in which Route 53's checkers agree."""
    row, routing = book.step("r53_health_check_detect_fast"), settings.routing
    least, most = row.rates["aggregation_s"]
    base = routing.check_interval_seconds * routing.failure_threshold
    return Timing(
        typical=base + least,
        worst=base + most + routing.check_interval_seconds,
        basis="computed",
        source=f"{routing.failure_threshold} checks {routing.check_interval_seconds} s apart, then {least} to {most} s "
        "until the checkers agree",
    )


def peak(given: Assumptions, times: float) -> float:
    """Requests a second that the surviving region has to carry."""
    return given.usage.requests_per_second * given.usage.peak_factor * times


def missing_tasks(settings: StackSettings, given: Assumptions, times: float, target: RegionRole) -> dict[str, int]:
    """Tasks of each workload that the peak needs and that do not run yet in the region that takes over."""
    needed = needed_tasks(settings, given.usage, peak(given, times))
    # A region that serves as well has scaled to the half of the peak that was its own.
    own = needed_tasks(settings, given.usage, peak(given, times) / 2)
    return {
        name: max(0, max(tasks, settings.workloads[name].min_tasks) - _running(settings, name, target, own[name]))
        for name, tasks in needed.items()
    }


def _running(settings: StackSettings, name: str, target: RegionRole, own: int) -> int:
    workload = settings.workloads[name]
    if target is RegionRole.SERVING:
        return max(workload.min_tasks, own)
    requests = isinstance(workload.scaling, RequestScaling)
    return workload.warm_tasks if target is RegionRole.WARM and requests else 0


def _launches(
    book: DurationBook, settings: StackSettings, given: Assumptions, times: float, target: RegionRole
) -> Timing:
    """How long Fargate takes to start what does not run yet: a burst, then a rate; a service has its own rate."""
    burst = book.quota("fargate_launch_burst_tasks_and_pods", given.applied_quotas)
    rate = book.quota("fargate_launch_sustained_per_s", given.applied_quotas)
    per_minute = book.quota("ecs_tasks_launched_per_service_per_minute", given.applied_quotas)
    missing = missing_tasks(settings, given, times, target)
    account = max(0.0, sum(missing.values()) - burst) / rate
    service = max((max(0.0, count - burst) / per_minute * 60 for count in missing.values()), default=0.0)
    slowest = max(account, service)
    return Timing(
        typical=slowest,
        worst=slowest * 2,
        basis="computed",
        source=f"{sum(missing.values()):,} tasks are missing at the peak; {burst:.0f} start at once, then {rate:.0f} a "
        f"second, and {per_minute:.0f} a minute of one service",
    )


def _growth(book: DurationBook, settings: StackSettings, given: Assumptions, times: float) -> Timing:
    """Doublings from the smallest size up to the load, at the seconds a doubling that were read."""
    least, most = book.step("aurora_serverless_ramp").rates["seconds_per_step"]
    needed = min(settings.database.max_acu, peak(given, times) / given.usage.requests_per_second_per_acu)
    doublings = max(0.0, math.log2(needed / settings.database.min_acu)) if needed else 0.0
    smallest = settings.database.min_acu
    return Timing(
        typical=doublings * (least + most) / 2,
        worst=doublings * most,
        basis="computed",
        source=f"{doublings:.1f} doublings from {smallest:g} to {max(needed, smallest):g} capacity units, {least} to "
        f"{most} s each",
    )


def recovery_points(book: DurationBook, settings: StackSettings) -> tuple[RecoveryPoint, ...]:
    """Per store. Replication does not depend on the strategy, so neither does what may be lost."""
    database, tables = book.step("aurora_replication_lag"), book.step("dynamodb_replication_lag_mrec")
    strong = settings.tables.consistency is Consistency.STRONG
    lag: Span = (0, 0) if strong else (tables.typical_seconds, tables.worst_seconds)
    return (
        RecoveryPoint(
            store="database",
            typical=database.typical_seconds,
            worst=database.worst_seconds,
            durable=True,
            why="lag of the Aurora global database at the moment of the loss",
        ),
        RecoveryPoint(
            store="tables",
            typical=lag[0],
            worst=lag[1],
            durable=True,
            why="written in several regions at once" if strong else "lag of the DynamoDB global tables",
        ),
        RecoveryPoint(
            store="queues",
            typical=lag[0],
            worst=lag[1],
            durable=True,
            why="messages stay in the lost region; an order is a row first, so as much is lost as of the tables",
        ),
        RecoveryPoint(
            store="cache",
            typical=0,
            worst=0,
            durable=False,
            why="nothing durable is in it; it is lost whole, and filled again",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Failover:
    """A failover onto a region of some role, at so many times the traffic."""

    book: DurationBook
    settings: StackSettings
    given: Assumptions
    target: RegionRole
    times: float = 1

    def until_served(self, seed: int) -> RecoveryTime:
        """Until clients are served."""
        return self._timed(serving_steps_for(self.target), seed)

    def until_written(self, seed: int) -> RecoveryTime:
        """Until the database takes writes again."""
        return self._timed(steps_for(self.target), seed)

    def typical_and_worst(self) -> Span:
        """Until clients are served, without drawing."""
        steps = serving_steps_for(self.target)
        found = self._timings(steps)
        return (
            critical_path(steps, {name: each.typical for name, each in found.items()}).seconds,
            critical_path(steps, {name: each.worst for name, each in found.items()}).seconds,
        )

    def _timed(self, steps: Sequence[Step], seed: int) -> RecoveryTime:
        return recovery_time(steps, self._timings(steps), seed, self.settings.objectives.rto.total_seconds())

    def _timings(self, steps: Sequence[Step]) -> dict[str, Timing]:
        return timings(steps, self.book, self.settings, self.given, self.times, self.target)
