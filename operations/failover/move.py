"""A move of the writer from one region to the other: who is who, and what the regions are called. Pure."""

from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError
from operations.live.outputs import Outputs, refuse_older
from operations.live.stack_state import StateResource, together
from operations.recovery.failover_steps import Kind, Step, carried_out
from settings import RequestScaling, Runtime, StackSettings
from settings.strategy import region_role_of

# Every output that a step or a gate reads: without one of them nothing is begun.
NEEDED = (
    "account",
    "certificate",
    "database",
    "images",
    "queue",
    "routing",
    "scaling",
    "secrets",
    "tables",
    "target_groups",
)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One region of the pair, by its stack file and by the outputs and resources of its last run.

    `resources` is None where nobody knows them: a state does not answer, and none are kept.
    """

    settings: StackSettings
    outputs: Outputs
    resources: tuple[StateResource, ...] | None = None

    @property
    def region(self) -> str:
        """Its name."""
        return self.settings.region

    @property
    def values(self) -> dict[str, Any]:
        """The stack's outputs."""
        return self.outputs.values

    def workloads(self, *, by_requests: bool) -> tuple[str, ...]:
        """Names of the workloads that answer requests, or of those that take from the queue."""
        return tuple(
            name
            for name, workload in sorted(self.settings.workloads.items())
            if isinstance(workload.scaling, RequestScaling) is by_requests
        )

    def runs_on_ecs(self, workload: str) -> bool:
        """Whether the stack last ran it on ECS; its outputs say so, the file may be ahead."""
        return bool(self.values["scaling"][workload]["runtime"] == Runtime.ECS)


@dataclass(frozen=True, kw_only=True)
class Move:
    """From `source` to `target`."""

    kind: Kind
    source: Side
    target: Side

    @property
    def global_cluster(self) -> str:
        """Name of the global database."""
        return str(self.target.values["database"]["global_cluster"])

    @property
    def table(self) -> str:
        """Name of the table that holds journal, fence and heartbeats."""
        return str(self.target.values["tables"]["operations"])

    @property
    def resources(self) -> tuple[StateResource, ...] | None:
        """All that both stacks declare; None where one of them is not known."""
        return together(self.target.resources, self.source.resources)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in an order in which they could run one after the other."""
        settings = self.target.settings
        return carried_out(self.kind, region_role_of(settings.strategy, is_writer=False))


def move_to(region: str, pair: tuple[Side, Side], kind: Kind) -> Move:
    """The move to `region`. Raises OperationError where it is none of the pair's, or something needed is not known."""
    by_region = {side.region: side for side in pair}
    if region not in by_region:
        msg = f"{region} is none of this pair's regions; write one of {', '.join(by_region)}"
        raise OperationError(msg)
    target = by_region.pop(region)
    (source,) = by_region.values()
    for side in (target, source):
        refuse_older(side.outputs, NEEDED)
    return Move(kind=kind, source=source, target=target)
