"""Deleting what a program no longer declares, or, for `destroy`, everything."""

from dataclasses import dataclass

from sandbox.engine.errors import ProtectedError
from sandbox.engine.events import Change, Operation
from sandbox.engine.graph import dependents_first, run_in_order
from sandbox.engine.resource import ResourceState
from sandbox.engine.stepper import Stepper
from sandbox.engine.urn import is_provider_type


@dataclass(frozen=True)
class Removal:
    """Deletes states, dependents before what they need."""

    stepper: Stepper
    workers: int

    def remove_undeclared(self) -> None:
        """Delete what this run did not register, and what a replacement superseded."""
        old = self.stepper.snapshot.old
        self._remove([state for state in old if state.delete or not self.stepper.was_registered(state)])

    def remove_all(self) -> None:
        """Delete everything in the state."""
        self._remove(self.stepper.snapshot.old)

    def _remove(self, states: list[ResourceState]) -> None:
        _refuse_protected(states)
        gone = {state.urn for state in states}
        workers = 1 if self.stepper.dry_run else self.workers
        run_in_order(states, dependents_first(states), lambda state: self._delete(state, gone), workers)

    def _delete(self, state: ResourceState, gone: set[str]) -> None:
        change = Change(Operation.DELETE, state.urn, protect=state.protect)
        acts = state.custom and not is_provider_type(state.type) and state.deleted_with not in gone
        plugin = None
        if acts and not self.stepper.dry_run and not state.retain_on_delete and not state.external:
            plugin = self.stepper.registry.of(state.provider, self.stepper.find)
        self.stepper.delete(state, plugin, change)


def _refuse_protected(states: list[ResourceState]) -> None:
    protected = [state.urn for state in states if state.protect]
    if protected:
        shown = "\n  ".join(protected)
        msg = (
            f"{len(protected)} protected resource(s) would be deleted, so nothing was:\n  {shown}\n"
            "Lift their protection in the program and run up, or `python -m sandbox unprotect STACK`, then try again"
        )
        raise ProtectedError(msg)
