"""A switch of strategy: planned stack by stack and judged by the gate; carried out only where no store is at stake."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.gate.plans import Step, read_steps
from operations.gate.verdict import GateVerdict, judge
from operations.inputs.stack_file import path_of
from operations.inputs.text_file import text_of_file
from operations.switching.engine import Engine
from operations.switching.order import Order
from operations.switching.stack_files import with_strategy, write_strategy
from settings import Strategy

Say = Callable[[str], None]
# How the program begins a refusal that only says that the other stack goes first.
_FIRST = "first, then this one again"


@dataclass(frozen=True, kw_only=True)
class StackPlan:
    """What would change in one stack. `waits` is the refusal of one whose plan is only made once the other has run."""

    stack: str
    steps: tuple[Step, ...] = ()
    waits: str = ""

    @property
    def changing(self) -> tuple[Step, ...]:
        """Steps other than leaving a resource as it is."""
        return tuple(step for step in self.steps if step.operation not in {"same", "read"})


@dataclass(frozen=True, kw_only=True)
class SwitchPlan:
    """The whole switch, in order."""

    before: Strategy
    after: Strategy
    order: Order
    stacks: tuple[StackPlan, ...]
    verdict: GateVerdict

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "from": str(self.before),
            "to": str(self.after),
            "order": list(self.order.stacks),
            "because": self.order.because,
            "safe": self.verdict.passes,
            "gate": self.verdict.as_json(),
            "stacks": [
                {
                    "stack": each.stack,
                    "waits_for": each.waits or None,
                    "changes": [
                        {"op": step.operation, "type": step.type, "name": step.name, "changed": list(step.changed)}
                        for step in each.changing
                    ],
                }
                for each in self.stacks
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Switching:
    """A pair of stacks, and the strategy that they shall have."""

    folder: Path
    before: Strategy
    after: Strategy
    order: Order
    engine: Engine
    today: date

    def plan(self, say: Say) -> SwitchPlan:
        """Plan both stacks side by side. Raises OperationError where an engine cannot, for more than the order."""
        with ThreadPoolExecutor(len(self.order.stacks)) as pool:
            plans = list(pool.map(lambda stack: self._planned(stack, say), self.order.stacks))
        steps = [step for each in plans for step in each.steps]
        return SwitchPlan(
            before=self.before,
            after=self.after,
            order=self.order,
            stacks=tuple(plans),
            verdict=judge(steps, (), self.today),
        )

    def carry_out(self, say: Say) -> None:
        """Write the strategy into both files, then run both stacks. Running it again goes on where it stopped.

        Raises OperationError with what was done and the way back.
        """
        write_strategy(self.folder, self.order.stacks, self.after)
        done: list[str] = []
        waiting = list(self.order.stacks)
        # A switch that goes on does not know where it came from, and may find the other order of the two.
        may_turn = True
        while waiting:
            stack = waiting.pop(0)
            try:
                ran = self._run(stack, say, may_wait=may_turn and bool(waiting))
            except OperationError as error:
                raise OperationError(_way_back(str(error), done, stack, self.before, self.after)) from None
            if ran:
                done.append(stack)
            else:
                waiting.append(stack)
                may_turn = False

    def _run(self, stack: str, say: Say, *, may_wait: bool) -> bool:
        """Run a stack, but for one whose plan waits for the other one where it may."""
        say(f"{stack}: planning once more")
        plan = self._planned(stack, say)
        if plan.waits and may_wait:
            return False
        if plan.waits:
            raise OperationError(plan.waits)
        verdict = judge(plan.steps, (), self.today)
        if not verdict.passes:
            raise OperationError(refusal(verdict))
        say(f"{stack}: {len(plan.changing)} changes")
        self.engine.up(stack, say)
        return True

    def _planned(self, stack: str, say: Say) -> StackPlan:
        say(f"{stack}: planning as {self.after}")
        path = path_of(self.folder, stack)
        with tempfile.TemporaryDirectory() as folder:
            settings = path_of(Path(folder), stack)
            settings.write_text(with_strategy(text_of_file(path), self.after, origin=str(path)))
            try:
                document: Mapping[str, Any] = self.engine.preview(stack, settings)
            except OperationError as error:
                if _FIRST not in str(error):
                    raise
                return StackPlan(stack=stack, waits=str(error))
        return StackPlan(stack=stack, steps=read_steps(document, origin=f"the plan of {stack}"))


def refusal(verdict: GateVerdict) -> str:
    """Why a plan is not carried out."""
    return "\n".join(each.says for each in verdict.findings if each.kind == "blocked")


def _way_back(error: str, done: Sequence[str], stack: str, before: Strategy, after: Strategy) -> str:
    so_far = f"{', '.join(done)} is {after}" if done else f"no stack was changed to {after}"
    # A switch that is run again finds its own strategy in the files, and cannot know the one before.
    former = str(before) if before != after else "FORMER-STRATEGY"
    back = f" Or go back: `standby switch {former} --yes`"
    return (
        f"{error}\n\n{so_far}; {stack} stopped. Both stack files say {after}. Mend the cause and run "
        f"`standby switch {after} --yes` again: it goes on from here.{back}"
    )
