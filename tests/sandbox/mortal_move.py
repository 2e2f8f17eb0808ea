"""A move in a process that ends itself by SIGKILL at the first point that no process before it has reached.

A point is the moment after AWS has made a change, and the moment after a step is in the journal as begun or done.
Started by `multiprocessing`, from a server that has everything loaded.
"""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.failover.journal import Entry, Journal
from operations.failover.step_context import AGENT
from operations.live.clients import ClientMaker, Clients, Patience
from operations.recovery.failover_steps import Kind
from tests.sandbox.operators import AT_ONCE, UNHURRIED, Operators

_READS = ("BatchGet", "Describe", "Get", "List", "Query", "Receive", "Scan")


@dataclass(frozen=True)
class Life:
    """What a process is told. `reached` is the file with a line for each point that was reached before."""

    people: Operators
    environment: dict[str, str]
    to: str
    kind: Kind
    reached: Path


class Points:
    """Ends the process at a new point. One thread at a time: nobody gets past one while another dies."""

    def __init__(self, reached: Path) -> None:
        self._reached, self._lock = reached, threading.Lock()
        self._made = ClientMaker()
        self._known = set(reached.read_text().splitlines()) if reached.exists() else set()

    def pass_by(self, point: str, do: Callable[[], object] = lambda: None) -> None:
        """Do what leads to the point; then go on, or end."""
        with self._lock:
            do()
            if point not in self._known:
                with self._reached.open("a") as lines:
                    lines.write(f"{point}\n")
                os.kill(os.getpid(), signal.SIGKILL)

    def make_clients(self, patience: Patience, *, says: str) -> Clients:
        """Clients that pass by after each change."""
        made, step = self._made(patience, says=says), says.removeprefix(f"{AGENT}/")

        def make(service: str, region: str) -> Any:  # noqa: ANN401 - a boto3 client
            client = made(service, region)
            client.meta.events.register("after-call", self._noting(step), unique_id="points")
            return client

        return make

    def _noting(self, step: str) -> Callable[..., None]:
        def note(model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's operation
            if step not in {"journal", "look"} and not step.startswith("gate-") and not model.name.startswith(_READS):
                self.pass_by(f"{step} after {model.name}")

        return note


def live(life: Life) -> None:
    """Begin the move, or go on with it, until the next new point."""
    os.environ.update(life.environment)
    for module, name, unhurried in UNHURRIED:
        setattr(module, name, unhurried)
    points = Points(life.reached)
    write = Journal.write

    def written(self: Journal, step: str, entry: Entry) -> None:
        points.pass_by(f"{step} {entry.state}", lambda: write(self, step, entry))

    Journal.write = written  # type: ignore[method-assign]
    life.people.moving(life.to, life.kind, overridden=AT_ONCE[life.kind], make_clients=points.make_clients).carry_out(
        lambda _: None
    )
