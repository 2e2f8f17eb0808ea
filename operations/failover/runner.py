"""Carries a move out: what may run at once runs at once, each step journalled before and after.

A step that is done is never done again. One that had begun when a run ended is: every step looks before it acts.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from operations.errors import OperationError
from operations.failover import liveness
from operations.failover.gate import GATES_STEP, Gate, refusal, verdicts
from operations.failover.journal import LEASE_SECONDS, Entry, Journal, LostLockError
from operations.failover.step_context import Result, StepContext
from operations.failover.steps.table import MAY_BE_LEFT, NOBODY_ACTS, STEP_FUNCTIONS, StepFunction
from operations.live.clients import AWS_ERRORS, reason
from operations.recovery.failover_steps import Kind, Step

Say = Callable[[str], None]
_RENEWALS_PER_LEASE = 4


@dataclass
class Runner:
    """`journal` is open and this one's. `step_functions` are looked up by the names of steps."""

    context: StepContext
    journal: Journal
    gates: tuple[Gate, ...]
    overridden: Collection[str]
    say: Say
    step_functions: Mapping[str, StepFunction] = field(default_factory=lambda: STEP_FUNCTIONS)

    def run(self, known: Mapping[str, Entry]) -> dict[str, Entry]:
        """Do what is not done. Raises OperationError with every step that failed, once those under way have ended."""
        entries = {name: entry for name, entry in known.items() if entry.is_done}
        steps = {step.name: step for step in self.context.move.steps}
        with _Lease(self.journal), ThreadPoolExecutor(len(steps), thread_name_prefix="step") as pool:
            running: dict[Future[Entry], str] = {}
            failed: dict[str, str] = {}
            while True:
                if not failed:
                    for step in _ready(steps, entries, set(running.values())):
                        running[pool.submit(self._do, step, dict(entries))] = step.name
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    name = running.pop(future)
                    entries[name] = future.result()
                    if entries[name].state == "failed":
                        failed[name] = entries[name].error
        if failed:
            raise OperationError("\n".join(failed.values()))
        return entries

    def _do(self, step: Step, entries: Mapping[str, Entry]) -> Entry:
        begun = Entry(state="begun", begun_at=self._now())
        if step.name in NOBODY_ACTS:
            return replace(begun, state="done", ended_at=begun.begun_at)
        self.journal.write(step.name, begun)
        self.say(f"{step.name}: {step.says}")
        ended = self._ended(step, begun, entries)
        self.journal.write(step.name, ended)
        if ended.state != "done":
            self.say(f"{step.name}: {ended.error}")
        return ended

    def _ended(self, step: Step, begun: Entry, entries: Mapping[str, Entry]) -> Entry:
        results = {name: dict(entry.result) for name, entry in entries.items() if entry.is_done}
        context = replace(self.context, step=step.name, results=results)
        try:
            result = self._gated(context) if step.name == GATES_STEP else self.step_functions[step.name](context)
        except LostLockError:
            raise
        except AWS_ERRORS as error:
            problem = f"{step.name}: {reason(error)}: {error}"
        except OperationError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the journal has to say that the step is not done
            problem = f"{step.name}: what came is not what was expected ({type(error).__name__}: {error})"
        else:
            return replace(begun, state="done", ended_at=self._now(), result=result)
        state = "left" if step.name in MAY_BE_LEFT else "failed"
        return replace(begun, state=state, ended_at=self._now(), error=problem)

    def _gated(self, context: StepContext) -> Result:
        found = verdicts(context, self.gates, self.overridden)
        for verdict in found:
            self.say(f"gate {verdict.name}: {verdict.state}: {verdict.seen}")
        refused = refusal(found)
        if refused:
            raise OperationError(refused)
        return {"gates": [verdict.as_json() for verdict in found], "last_heard_at": _last_heard(context)}

    def _now(self) -> float:
        return self.context.clock.now()


def _last_heard(context: StepContext) -> float | None:
    """When the source region gave its last heartbeat; None where that is not known, or nothing is lost."""
    if context.move.kind is Kind.PLANNED:
        return None
    try:
        return liveness.last_heard(context)[0]
    except AWS_ERRORS:
        return None


def _ready(steps: Mapping[str, Step], entries: Mapping[str, Entry], running: Collection[str]) -> list[Step]:
    """Steps that wait for nothing any more."""
    return [
        step
        for name, step in steps.items()
        if name not in running
        and name not in entries
        and all(before in entries and entries[before].is_done for before in step.after)
    ]


class _Lease:
    """Says at intervals that this one is still at it, beside the steps. Use as a context."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._ended = journal, threading.Event()
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _renew(self) -> None:
        while not self._ended.wait(LEASE_SECONDS / _RENEWALS_PER_LEASE):
            try:
                self._journal.renew()
            except OperationError:
                # The next write of a step finds out, and stops there.
                continue
