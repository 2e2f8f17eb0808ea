"""What a step stands on: the move, clients that reach only where it may act, time, and what earlier steps found."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from operations.errors import OperationError
from operations.failover.clock import Clock
from operations.failover.move import Move
from operations.live.clients import BRIEF, STEADY, Clients, Patience
from operations.recovery.failover_steps import Kind

Result = dict[str, Any]
Found = TypeVar("Found")
# Where CloudTrail shows which step made a call.
AGENT = "standby-step"
_POLL_SECONDS = 5.0


class MakeClients(Protocol):
    """Makes clients that are patient to a degree, and say on whose account they call."""

    def __call__(self, patience: Patience, *, says: str) -> Clients:
        """Make them."""


class StepError(OperationError):
    """A step could not be done. Nothing that depends on it is begun."""


@dataclass(frozen=True, kw_only=True)
class StepContext:
    """`step` is who acts; `results` are those of the steps that are done, by name; `overridden` names gates."""

    move: Move
    make_clients: MakeClients
    clock: Clock
    deadline_seconds: float
    step: str = ""
    results: Mapping[str, Result]
    overridden: Collection[str] = ()

    @property
    def says(self) -> str:
        """How calls name the step that makes them."""
        return f"{AGENT}/{self.step}"

    def target(self, service: str) -> Any:  # noqa: ANN401 - a boto3 client
        """A client in the region that takes over."""
        return self._clients(STEADY)(service, self.move.target.region)

    def source(self, service: str) -> Any:  # noqa: ANN401 - a boto3 client
        """A client in the source region. In a disaster it gives up soon: that region may be gone."""
        patience = STEADY if self.move.kind is Kind.PLANNED else BRIEF
        return self._clients(patience)(service, self.move.source.region)

    def until(
        self,
        look: Callable[[], Found | None],
        what: str | Callable[[], str],
        *,
        within: float | None = None,
        every: float = _POLL_SECONDS,
    ) -> Found:
        """Look until there is something. Raises StepError that says what was waited for, after `within` seconds."""
        limit = self.deadline_seconds if within is None else within
        last = self.clock.now() + limit
        while (found := look()) is None:
            if self.clock.now() >= last:
                told = what if isinstance(what, str) else what()
                msg = f"{self.step}: {told}, and that did not come within {limit:.0f} seconds"
                raise StepError(msg)
            self.clock.wait(every)
        return found

    def _clients(self, patience: Patience) -> Clients:
        return self.make_clients(patience, says=self.says)
