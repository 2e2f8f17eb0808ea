"""How one workload is sized and scaled. What it is (port, environment) is code, in `workloads/`."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from settings.fargate import FARGATE_MEMORY_MIB
from settings.model import Check, SettingsModel
from settings.network import ZONE_COUNT
from settings.problems import Problem
from settings.strategy import Capacity
from settings.text import text_like

# More than any task answers, and any account runs: what is above is a slip, and scalers read numbers of a set size.
_MOST_REQUESTS, _MOST_TASKS = 1_000_000_000, 100_000
# SQS keeps no message longer than fourteen days.
_LONGEST_DELAY_SECONDS = 1_209_600


class Runtime(StrEnum):
    """The container platform that runs a workload."""

    ECS = "ecs"
    EKS = "eks"


class RequestScaling(SettingsModel):
    """Scale a workload that answers requests, on two measures of load; the higher demand wins."""

    by: Literal["requests"]
    requests_per_task_per_minute: int = Field(
        gt=0, le=_MOST_REQUESTS, description="Load balancer requests one task should get."
    )
    concurrent_requests_per_task: int = Field(
        gt=0, le=_MOST_REQUESTS, description="Requests in flight that one task should hold."
    )


class BacklogScaling(SettingsModel):
    """Scale a workload that drains a queue, on the messages waiting for each running task."""

    by: Literal["backlog"]
    acceptable_delay_seconds: float = Field(
        gt=0, le=_LONGEST_DELAY_SECONDS, description="How long a message may wait for a worker."
    )
    processing_seconds: float = Field(ge=0.001, description="Mean time one task needs for one message.")

    @property
    def messages_per_task(self) -> float:
        """Backlog that one task clears within the acceptable delay: the target to scale on."""
        return self.acceptable_delay_seconds / self.processing_seconds

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._delay_problems,)

    def _delay_problems(self) -> Iterator[Problem]:
        """A message that takes longer than it may wait can never be served in time."""
        if self.messages_per_task < 1:
            yield Problem(
                "acceptable_delay_seconds",
                f"is {self.acceptable_delay_seconds:g}, but one message takes {self.processing_seconds:g}s, so no "
                f"number of tasks is enough; write at least {self.processing_seconds:g}",
            )


Scaling = Annotated[RequestScaling | BacklogScaling, Field(discriminator="by")]


class TaskBounds(SettingsModel):
    """Between how many tasks auto scaling may move. Both zero means that nothing runs."""

    min_tasks: int = Field(ge=0)
    max_tasks: int = Field(ge=0)


class WorkloadSettings(SettingsModel):
    """Runtime, image, size, bounds and scaling targets of one workload."""

    runtime: Runtime = Field(default=Runtime.ECS, description="Container platform: ecs or eks.")
    image_tag: Annotated[str, text_like("1.0.0", r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")] = Field(
        description="Immutable image tag."
    )
    cpu_units: int = Field(description="CPU of a task; 1024 units are one vCPU.")
    memory_mib: int = Field(description="Memory of a task in MiB.")
    min_tasks: int = Field(ge=ZONE_COUNT, description="Fewest tasks where the region serves: one per zone or more.")
    max_tasks: int = Field(
        le=_MOST_TASKS, description="Most tasks; the other region must be able to hold all of the load too."
    )
    warm_tasks: int = Field(default=ZONE_COUNT, ge=1, description="Fewest tasks in a warm standby.")
    scaling: Scaling

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._task_problems, self._most_problems, self._warm_problems)

    def _task_problems(self) -> Iterator[Problem]:
        memories = FARGATE_MEMORY_MIB.get(self.cpu_units)
        if memories is None:
            yield Problem("cpu_units", f"is {self.cpu_units}; Fargate offers {sorted(FARGATE_MEMORY_MIB)}")
        elif self.memory_mib not in memories:
            yield Problem(
                "memory_mib", f"is {self.memory_mib}; with {self.cpu_units} CPU units Fargate offers {list(memories)}"
            )

    def _most_problems(self) -> Iterator[Problem]:
        if self.max_tasks < self.min_tasks:
            yield Problem("max_tasks", f"is {self.max_tasks}, below min_tasks {self.min_tasks}; raise it")

    def _warm_problems(self) -> Iterator[Problem]:
        if self.warm_tasks > self.min_tasks:
            yield Problem(
                "warm_tasks",
                f"is {self.warm_tasks}, above min_tasks {self.min_tasks}; a warm standby is the smaller one",
            )

    def bounds(self, capacity: Capacity) -> TaskBounds:
        """Scaling bounds at `capacity`. A reduced tier may grow to the full maximum by itself."""
        match capacity:
            case Capacity.FULL:
                return TaskBounds(min_tasks=self.min_tasks, max_tasks=self.max_tasks)
            case Capacity.REDUCED:
                return TaskBounds(min_tasks=self.warm_tasks, max_tasks=self.max_tasks)
            case Capacity.ONE:
                return TaskBounds(min_tasks=1, max_tasks=1)
            case Capacity.ZERO:
                return TaskBounds(min_tasks=0, max_tasks=0)


def unlike_declared(sizes: Mapping[str, WorkloadSettings], declared: Mapping[str, bool]) -> Iterator[Problem]:
    """Compare what is sized with what exists: `declared` says of each workload whether it answers requests."""
    for name in sorted(set(sizes) - set(declared)):
        yield Problem(name, f"is no workload; write one of: {', '.join(sorted(declared))}")
    for name in sorted(set(declared) - set(sizes)):
        yield Problem(name, "is missing; give this workload its size")
    for name in sorted(set(declared) & set(sizes)):
        if isinstance(sizes[name].scaling, RequestScaling) and not declared[name]:
            yield Problem(f"{name}.scaling.by", f"is requests, but {name} gets none; write backlog")
