"""Recovery time and recovery point of a strategy, with their parts. Pure; the simulation is seeded."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from operations.assumptions import Assumptions
from operations.critical_path import critical_path
from operations.durations import DurationBook
from operations.failover_steps import Step, serving_steps_for, steps_for
from operations.pricing.usage_lines import needed_tasks
from settings import Capacity, Consistency, Posture, RequestScaling, StackSettings

SAMPLES, _WORST_AT_SIGMAS = 2000, 2.326
Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class RecoveryTime:
    """How long until clients are served, in seconds: the budget's parts, and what a seeded simulation draws."""

    typical: float
    worst: float
    p50: float
    p95: float
    parts: Mapping[str, float]
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecoveryPoint:
    """What of a store may be lost, in seconds of accepted writes, and why."""

    store: str
    typical: float
    worst: float
    durable: bool
    why: str


def spans(
    steps: Sequence[Step],
    book: DurationBook,
    settings: StackSettings,
    given: Assumptions,
    times: float,
    target: Posture,
) -> dict[str, Span]:
    """Typical and worst seconds of every step for this configuration and traffic; a drill's time is both."""
    computed: Mapping[str, Callable[[], Span]] = {
        "detect": lambda: _detection(book, settings),
        "launch-rate": lambda: _launches(book, settings, given, times, target),
        "grow-database": lambda: _growth(book, settings, given, times),
    }
    found = {}
    for step in steps:
        row = book.step(step.duration)
        span = computed[step.name]() if step.name in computed else (row.typical_seconds, row.worst_seconds)
        measured = given.measured_seconds.get(step.name)
        found[step.name] = span if measured is None else (measured, measured)
    return found


def recovery_time(steps: Sequence[Step], found: Mapping[str, Span], seed: int) -> RecoveryTime:
    """Add the steps up along the critical path, and draw the same sum many times."""
    typical = critical_path(steps, {name: span[0] for name, span in found.items()})
    worst = critical_path(steps, {name: span[1] for name, span in found.items()})
    parts: dict[str, float] = defaultdict(float)
    for step in typical.steps:
        parts[step.part] += found[step.name][0]
    drawn = simulate(steps, found, seed)
    return RecoveryTime(
        typical=typical.seconds,
        worst=worst.seconds,
        p50=drawn[len(drawn) // 2],
        p95=drawn[int(len(drawn) * 0.95)],
        parts=dict(parts),
        path=tuple(step.name for step in typical.steps),
    )


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


def _detection(book: DurationBook, settings: StackSettings) -> Span:
    """Interval times threshold, and the time in which Route 53's checkers agree."""
    row = book.step("r53_health_check_detect_fast")
    least, most = row.rates["aggregation_s"]
    base = settings.routing.check_interval_seconds * settings.routing.failure_threshold
    return base + least, base + most + settings.routing.check_interval_seconds


def peak(given: Assumptions, times: float) -> float:
    """Requests a second that the surviving region has to carry."""
    return given.usage.requests_per_second * given.usage.peak_factor * times


def _launches(book: DurationBook, settings: StackSettings, given: Assumptions, times: float, target: Posture) -> Span:
    """How long Fargate takes to start what does not run yet: a burst, then a rate; a service has its own rate."""
    burst = book.quota("fargate_launch_burst_tasks_and_pods", given.applied_quotas)
    rate = book.quota("fargate_launch_sustained_per_s", given.applied_quotas)
    per_minute = book.quota("ecs_tasks_launched_per_service_per_minute", given.applied_quotas)
    needed = needed_tasks(settings, given.usage, peak(given, times))
    missing = {
        name: max(0, max(tasks, settings.workloads[name].min_tasks) - _running(settings, name, target))
        for name, tasks in needed.items()
    }
    account = max(0.0, sum(missing.values()) - burst) / rate
    service = max((max(0.0, count - burst) / per_minute * 60 for count in missing.values()), default=0.0)
    slowest = max(account, service)
    return slowest, slowest * 2


def _running(settings: StackSettings, name: str, target: Posture) -> int:
    workload = settings.workloads[name]
    if target is Posture.SERVING:
        return workload.min_tasks
    requests = isinstance(workload.scaling, RequestScaling)
    return workload.warm_tasks if target is Posture.WARM and requests else 0


def _growth(book: DurationBook, settings: StackSettings, given: Assumptions, times: float) -> Span:
    """Doublings from the smallest size up to the load, at the seconds a doubling that were read."""
    least, most = book.step("aurora_serverless_ramp").rates["seconds_per_step"]
    needed = min(settings.database.max_acu, peak(given, times) / given.usage.requests_per_second_per_acu)
    doublings = max(0.0, math.log2(needed / settings.database.min_acu)) if needed else 0.0
    return doublings * (least + most) / 2, doublings * most


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


def both_clocks(
    book: DurationBook, settings: StackSettings, given: Assumptions, target: Posture, *, times: float, seed: int
) -> tuple[RecoveryTime, RecoveryTime]:
    """Until clients are served, and until the database takes writes again."""
    serving, whole = serving_steps_for(target), steps_for(target)
    return tuple(  # type: ignore[return-value]
        recovery_time(steps, spans(steps, book, settings, given, times, target), seed) for steps in (serving, whole)
    )


def bites(book: DurationBook, settings: StackSettings, given: Assumptions, times: float) -> tuple[str, ...]:
    """Which limits one region runs into when it carries the peak alone."""
    quotas, load = given.applied_quotas, peak(given, times)
    tasks = needed_tasks(settings, given.usage, load)
    vcpu = sum(
        max(count, settings.workloads[name].min_tasks) * settings.workloads[name].cpu_units / 1024
        for name, count in tasks.items()
    )
    orders = load * given.usage.orders_per_request * given.usage.table_writes_per_order
    addresses = len(settings.network.zones) * (2 ** (32 - settings.network.cidr.prefixlen) // 16)
    limits = (
        *((f"workloads.{name}.max_tasks", count, settings.workloads[name].max_tasks) for name, count in tasks.items()),
        ("quota fargate_on_demand_vcpu", vcpu, book.quota("fargate_on_demand_vcpu", quotas)),
        (
            "quota fargate_launch_burst_tasks_and_pods",
            sum(tasks.values()),
            book.quota("fargate_launch_burst_tasks_and_pods", quotas),
        ),
        (
            "quota alb_targets_per_target_group",
            max(tasks.values(), default=0),
            book.quota("alb_targets_per_target_group", quotas),
        ),
        ("quota dynamodb_table_throughput_units", orders, book.quota("dynamodb_table_throughput_units", quotas)),
        (
            "database.max_acu",
            load / given.usage.requests_per_second_per_acu,
            settings.database.max_acu * settings.database.instance_count(Capacity.FULL),
        ),
        ("addresses of the private subnets", sum(tasks.values()), addresses),
    )
    return tuple(
        f"{name}: {needed:,.0f} needed, {limit:,.0f} allowed" for name, needed, limit in limits if needed > limit
    )
