"""Which limits one region runs into when it carries the peak alone: of stack files, of AWS, of its subnets. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from operations.pricing.usage_lines import needed_tasks
from operations.recovery.assumptions import Assumptions
from operations.recovery.durations import DurationBook
from operations.recovery.model import missing_tasks, peak
from settings import RegionRole, StackSettings
from settings.strategy import CAPACITY_PROFILES

Kind = Literal["stack file", "quota", "launch rate", "network"]
# What helps, by kind.
REMEDIES: dict[Kind, str] = {
    "stack file": "raise it in Pulumi.yaml",
    "quota": "ask AWS for more in both regions beforehand",
    "launch rate": "a failover waits for it",
    "network": "larger subnets need a new network",
}
_CPU_UNITS_PER_VCPU = 1024


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Something of which the peak needs more than is allowed."""

    name: str
    kind: Kind
    needed: float
    allowed: float

    @property
    def says(self) -> str:
        """In a line."""
        return f"{self.name}: {self.needed:,.0f} needed, {self.allowed:,.0f} allowed ({REMEDIES[self.kind]})"


def exceeded(
    book: DurationBook, settings: StackSettings, given: Assumptions, target: RegionRole, times: float
) -> tuple[Limit, ...]:
    """List the limits that are too small for this traffic."""
    found = (*_of_the_stack_file(settings, given, target, times), *_of_aws(book, settings, given, target, times))
    return tuple(limit for limit in found if limit.needed > limit.allowed)


def _of_the_stack_file(
    settings: StackSettings, given: Assumptions, target: RegionRole, times: float
) -> Iterable[Limit]:
    load = peak(given, times)
    tasks = needed_tasks(settings, given.usage, load)
    for name, count in tasks.items():
        allowed = settings.workloads[name].max_tasks
        yield Limit(name=f"workloads.{name}.max_tasks", kind="stack file", needed=count, allowed=allowed)
    units = load / given.usage.requests_per_second_per_acu
    most = settings.database.max_acu * settings.database.instance_count(CAPACITY_PROFILES[target].database)
    yield Limit(name="database.max_acu of all instances", kind="stack file", needed=units, allowed=most)
    addresses = len(settings.network.zones) * (2 ** (32 - settings.network.cidr.prefixlen) // 16)
    name = "addresses of the private subnets"
    yield Limit(name=name, kind="network", needed=sum(tasks.values()), allowed=addresses)


def _of_aws(
    book: DurationBook, settings: StackSettings, given: Assumptions, target: RegionRole, times: float
) -> Iterable[Limit]:
    load, usage = peak(given, times), given.usage
    tasks = needed_tasks(settings, usage, load)
    vcpu = sum(
        max(count, settings.workloads[name].min_tasks) * settings.workloads[name].cpu_units / _CPU_UNITS_PER_VCPU
        for name, count in tasks.items()
    )
    writes = load * usage.orders_per_request * usage.table_writes_per_order
    needs: tuple[tuple[str, Kind, float], ...] = (
        ("fargate_on_demand_vcpu", "quota", vcpu),
        (
            "fargate_launch_burst_tasks_and_pods",
            "launch rate",
            sum(missing_tasks(settings, given, times, target).values()),
        ),
        ("alb_targets_per_target_group", "quota", max(tasks.values(), default=0)),
        ("network_interfaces_per_region", "quota", sum(tasks.values())),
        ("dynamodb_table_throughput_units", "quota", writes),
    )
    for name, kind, needed in needs:
        yield Limit(name=name, kind=kind, needed=needed, allowed=book.quota(name, given.applied_quotas))
