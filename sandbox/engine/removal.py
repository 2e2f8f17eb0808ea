"""Deleting what a program no longer declares, or, for `destroy`, everything."""

from dataclasses import dataclass

from sandbox.engine.graph import dependents_first, run_in_order
from sandbox.engine.resource import ResourceState
from sandbox.engine.stepper import Stepper


@dataclass(frozen=True)
class Removal:
    """Deletes states, dependents before what they need."""

    stepper: Stepper
    workers: int

    def remove_undeclared(self) -> None:
        """Delete what this run did not register, and what a replacement superseded."""
        old = self.stepper.operations.snapshot.old
        self._remove([state for state in old if state.delete or not self.stepper.claims.is_continued(state)])

    def remove_all(self) -> None:
        """Delete everything in the state."""
        self._remove(self.stepper.operations.snapshot.old)

    def _remove(self, states: list[ResourceState]) -> None:
        self._refuse_protected(states)
        gone = {state.urn for state in states}
        workers = 1 if self.stepper.operations.dry_run else self.workers

        def delete(state: ResourceState) -> None:
            replaced_now = state.delete and self.stepper.is_replaced(state)
            with_other = state.deleted_with in gone
            self.stepper.operations.delete(state, gone_with_other=with_other, counted=not replaced_now)

        run_in_order(states, dependents_first(states), delete, workers)

    def _refuse_protected(self, states: list[ResourceState]) -> None:
        # A replacement of a protected resource was decided on, or refused, where it was asked for.
        protected = [state.urn for state in states if state.protect and not state.delete]
        if protected:
            shown = "\n  ".join(protected)
            self.stepper.refuse(
                f"{len(protected)} protected resource(s) would be deleted, so nothing was:\n  {shown}\n"
                "Lift their protection in the program and run up, then try again"
            )
