"""Which resource of the state each registration continues. One state is continued by one registration at most."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.engine.errors import EngineError
from sandbox.engine.goal import Goal
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Snapshot


@dataclass
class Claims:
    """Thread-safe. A state that is being deleted to make room for a replacement is not given out until that is done."""

    snapshot: Snapshot
    goals: dict[str, Goal] = field(default_factory=dict)
    # URN of this run -> URN that the resource had.
    renamed: dict[str, str] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    _before: dict[str, ResourceState] = field(default_factory=dict)
    _condemned: set[str] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def claim(self, goal: Goal) -> ResourceState | None:
        """The state that the goal continues, under its URN or one that it had. Raises EngineError for a conflict."""
        with self._changed:
            self._refuse_repeated(goal)
            self.goals[goal.urn] = goal
            names = (goal.urn, *goal.aliases)
            while not self._condemned.isdisjoint(names):
                self._changed.wait()
            states = {state.urn: state for state in self.snapshot.old if not state.delete}
            for urn in names:
                if urn != goal.urn and urn in self._owners:
                    msg = f"{goal.urn} has the alias {urn}, which {self._owners[urn]} continues; drop one of the two"
                    raise EngineError(msg)
                if urn in states:
                    return self._give(goal.urn, states[urn])
        return None

    def is_continued(self, state: ResourceState) -> bool:
        """Whether the program still declares what this old state stands for."""
        with self._changed:
            return state.urn in self._owners

    def before(self, urn: str) -> ResourceState | None:
        """What the resource was when the run began, under the URN that it had."""
        with self._changed:
            given = self._before.get(urn)
        return given or next((state for state in self.snapshot.old if state.urn == urn and not state.delete), None)

    def condemn(self, states: Iterable[ResourceState]) -> list[ResourceState]:
        """Take states out of reach until `spare`; those that the program has claimed already are left out."""
        with self._changed:
            taken = [state for state in states if state.urn not in self._owners]
            self._condemned.update(state.urn for state in taken)
        return taken

    def spare(self, states: Iterable[ResourceState]) -> None:
        """Give them out again, as what they have become."""
        with self._changed:
            self._condemned.difference_update(state.urn for state in states)
            self._changed.notify_all()

    def renamed_now(self) -> Mapping[str, str]:
        """The renames so far, as a copy."""
        with self._changed:
            return dict(self.renamed)

    def _give(self, urn: str, state: ResourceState) -> ResourceState:
        self._owners[state.urn] = urn
        self._before[state.urn] = state
        if state.urn != urn:
            self.renamed[urn] = state.urn
            self.snapshot.rename(state.urn, urn)
        return state

    def _refuse_repeated(self, goal: Goal) -> None:
        if goal.urn in self.goals:
            msg = f"{goal.urn} is declared twice; give one of the two another name"
            raise EngineError(msg)
        owner = self._owners.get(goal.urn)
        if owner is not None:
            msg = f"{goal.urn} is declared, and {owner} has it as an alias; drop the alias or give it another name"
            raise EngineError(msg)
