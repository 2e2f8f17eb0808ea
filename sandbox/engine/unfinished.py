"""Finding out, before a run begins, what became of the steps that an earlier run did not see the end of.

A kill, or a provider that went away in the middle of a call, leaves the intent in the state. What was being changed or
deleted is looked at again. What was being created is found in the journal of the provider that made it; where that says
nothing, nobody can tell whether the resource exists, and a second one is not made before a person has looked.
"""

from dataclasses import dataclass
from pathlib import Path

from sandbox.engine.errors import StateError
from sandbox.engine.events import Diagnostic, Severity
from sandbox.engine.operations import Operations
from sandbox.engine.plugins import PartialError
from sandbox.engine.refresher import Refresher
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Interrupted
from sandbox.engine.urn import package_of
from sandbox.protocol.journal import Journals, Made
from sandbox.protocol.values import remark_secrets

_CREATING = "creating"
# `pulumi refresh --import-pending-creates` leaves a create whose resource a person has found.
_FOUND_BY_A_PERSON = "importing"


@dataclass(frozen=True)
class Unfinished:
    """Settles the steps that the state holds as begun."""

    operations: Operations
    folder: Path

    def settle(self) -> list[ResourceState]:
        """Take into the state what is known; returns the creates of which nothing is known, which stay in the state.

        A preview does the same in memory, and does not wait for providers that still work.
        """
        steps = self.operations.snapshot.interrupted
        if not steps:
            return []
        for step in steps:
            self._say(Severity.WARNING, f"an earlier run ended while it was {step.operation} this", step.state)
        journals = Journals.read(self.folder, wait=not self.operations.dry_run)
        if journals is None:  # another run is at work right now, and these are its steps
            return []
        unknown = [step.state for step in steps if not self._settle(step, journals)]
        self.operations.snapshot.flush()
        return unknown

    def forget(self, states: list[ResourceState]) -> None:
        """Forget creates of which a person says that they came to nothing."""
        for step in self.operations.snapshot.interrupted:
            if step.state in states:
                self.operations.snapshot.abandon(step.ticket)
                self._say(Severity.INFO, "the interrupted create is forgotten", step.state)

    def _settle(self, step: Interrupted, journals: Journals) -> bool:
        state, snapshot = step.state, self.operations.snapshot
        if step.operation == _FOUND_BY_A_PERSON:
            self._adopt(step, Made(state.id))
            return True
        if step.operation != _CREATING:
            same = [old for old in snapshot.old if (old.urn, old.id, old.delete) == (state.urn, state.id, state.delete)]
            Refresher(self.operations, 1).look_again(same)
            snapshot.abandon(step.ticket)
            return True
        made = journals.made.get(state.urn)
        if made is not None:
            self._adopt(step, made)
        elif not state.has_provider or journals.not_made(package_of(state.type), state.urn):
            snapshot.abandon(step.ticket)
            self._say(Severity.INFO, "it had not been created", state)
        else:
            return False
        return True

    def _adopt(self, step: Interrupted, made: Made) -> None:
        state, snapshot = step.state, self.operations.snapshot
        problems, plugin = made.problems, self.operations.registry.plugin(state.provider)
        try:
            found = plugin.read(state.urn, made.resource_id, state.inputs, {})
        except PartialError as error:
            problems, found = error.reasons, (error.resource_id, error.inputs, error.outputs)
        if found is None:
            snapshot.abandon(step.ticket)
            self._say(Severity.INFO, f"it was created as {made.resource_id} and is gone again", state)
            return
        resource_id, _, outputs = found
        # The inputs are those that it was created with; the provider is asked only for what came of them.
        adopted = state.with_changes(
            id=resource_id,
            outputs=remark_secrets(outputs, state.inputs, state.additional_secret_outputs),
            init_errors=problems,
        )
        before = next((old for old in snapshot.old if old.urn == state.urn and not old.delete), None)
        awaited = before is not None and before.pending_replacement
        snapshot.finish(
            step.ticket,
            add_old=adopted,
            remove=[before] if before is not None and awaited else (),
            supersede=None if awaited else before,
        )
        self._say(Severity.INFO, f"it was created as {resource_id}, and is in the state now", state)

    def _say(self, severity: Severity, text: str, state: ResourceState) -> None:
        self.operations.sink(Diagnostic(severity, text, state.urn))


def refuse_unknown(states: list[ResourceState], stack: str) -> None:
    """Refuse to go on while it is not known whether these were created. Raises StateError."""
    if states:
        shown = "\n  ".join(state.urn for state in states)
        msg = (
            f"an earlier run ended while it was creating these, and nothing tells whether they exist:\n  {shown}\n"
            "Going on could make them twice. Look for them in the cloud and delete what is there, then run: "
            f"python -m sandbox refresh {stack} --clear-pending-creates"
        )
        raise StateError(msg)
