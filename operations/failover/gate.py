"""A gate: one thing that must hold before a move begins, looked at within a deadline."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from dataclasses import dataclass, replace
from typing import Any

from operations.errors import OperationError
from operations.failover.step_context import StepContext
from operations.live.clients import AWS_ERRORS, reason
from operations.recovery.failover_steps import Kind

DEADLINE_SECONDS = 15.0
# The step that passes them, and the one of them that a step asks again.
GATES_STEP, READINESS = "preflight", "readiness"
PASSED, FAILED, UNKNOWN, OVERRIDDEN = "passed", "failed", "unknown", "overridden"


@dataclass(frozen=True)
class Found:
    """Whether it holds, what was seen, and what to do where it does not."""

    holds: bool
    seen: str
    advice: str = ""


def passed(seen: str) -> Found:
    """It holds."""
    return Found(holds=True, seen=seen)


def failed(seen: str, advice: str) -> Found:
    """It does not."""
    return Found(holds=False, seen=seen, advice=advice)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """`may_be_overridden` where a person may know better than the gate."""

    name: str
    says: str
    look: Callable[[StepContext], Found]
    kinds: frozenset[Kind] = frozenset(Kind)
    may_be_overridden: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a gate came to."""

    name: str
    state: str
    seen: str
    advice: str = ""

    @property
    def stops(self) -> bool:
        """Whether nothing may be begun."""
        return self.state in {FAILED, UNKNOWN}

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {"gate": self.name, "state": self.state, "seen": self.seen, "advice": self.advice}


def verdicts(context: StepContext, gates: Sequence[Gate], overridden: Collection[str]) -> tuple[Verdict, ...]:
    """Look at all of them at once. Raises OperationError for the name of none, or of one that nobody may override."""
    asked = [gate for gate in gates if context.move.kind in gate.kinds]
    _check_names(asked, overridden)
    # Not as a context: that would wait for looks that are too late.
    pool = ThreadPoolExecutor(max(1, len(asked)), thread_name_prefix="gate")
    waiting = [(gate, pool.submit(_judged, gate, replace(context, step=f"gate-{gate.name}"))) for gate in asked]
    found = []
    try:
        for gate, future in waiting:
            try:
                verdict = future.result(DEADLINE_SECONDS)
            except TooLateError:
                seen = f"no answer within {DEADLINE_SECONDS:.0f} seconds"
                verdict = Verdict(name=gate.name, state=UNKNOWN, seen=seen)
            found.append(replace(verdict, state=OVERRIDDEN) if verdict.stops and gate.name in overridden else verdict)
    finally:
        pool.shutdown(wait=False)
    return tuple(found)


def refusal(found: Sequence[Verdict]) -> str:
    """Why nothing is begun, with what to do; empty where nothing stops it."""
    return "\n".join(
        f"gate {verdict.name}: {verdict.seen}{f'. {verdict.advice}' if verdict.advice else ''}"
        for verdict in found
        if verdict.stops
    )


def _judged(gate: Gate, context: StepContext) -> Verdict:
    try:
        found = gate.look(context)
    except AWS_ERRORS as error:
        return Verdict(name=gate.name, state=UNKNOWN, seen=f"could not be looked at: {reason(error)}")
    except OperationError as error:
        return Verdict(name=gate.name, state=FAILED, seen=str(error))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        seen = f"what came is not what was expected ({type(error).__name__}: {error})"
        return Verdict(name=gate.name, state=UNKNOWN, seen=seen)
    return Verdict(
        name=gate.name,
        state=PASSED if found.holds else FAILED,
        seen=found.seen,
        advice="" if found.holds else found.advice,
    )


def _check_names(asked: Sequence[Gate], overridden: Collection[str]) -> None:
    for name in overridden:
        gate = next((each for each in asked if each.name == name), None)
        if gate is None:
            msg = f"--override {name}: this move has no such gate; it has {', '.join(each.name for each in asked)}"
            raise OperationError(msg)
        if not gate.may_be_overridden:
            msg = f"--override {name}: nobody can know better than this gate ({gate.says}); mend what it found"
            raise OperationError(msg)
