"""Finding out, before a run begins, what became of the steps that an earlier run did not see the end of.

A kill, or a provider that went away in the middle of a call, leaves the intent in the state. What was being changed or
deleted is looked at again. What was being created is found in the journal of the provider that made it. Where that says
nothing, the same create is asked for again under the name that it had. Where it had none, nobody can tell whether the
resource exists, and a second one is not made before a person has looked.
"""

from dataclasses import dataclass
from pathlib import Path

from sandbox.engine.errors import StateError
from sandbox.engine.events import Diagnostic, Severity
from sandbox.engine.operations import Operations
from sandbox.engine.plugins import PartialError, ProviderError
from sandbox.engine.refresher import Refresher
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Interrupted
from sandbox.engine.urn import package_of
from sandbox.protocol.journal import Journals, Made
from sandbox.protocol.values import Properties, remark_secrets

_CREATING = "creating"
# `pulumi refresh --import-pending-creates` leaves a create whose resource a person has found.
_FOUND_BY_A_PERSON = "importing"


@dataclass(frozen=True)
class Unfinished:
    """Settles the steps that the state holds as begun."""

    operations: Operations
    journals: tuple[Path, ...]
    # Whether looking is all that the run does.
    alone: bool = False

    def settle(self) -> list[ResourceState]:
        """Take into the state what is known; returns the creates of which nothing is known, which stay in the state.

        A preview does the same in memory, and does not wait for providers that still work.
        """
        steps = self.operations.snapshot.interrupted
        if not steps:
            return []
        for step in steps:
            self._say(Severity.WARNING, f"an earlier run ended while it was {step.operation} this", step.state)
        dry_run = self.operations.dry_run
        journals = Journals.read(self.journals, wait=not dry_run)
        if journals is None:  # another run is at work right now, and these are its steps
            return []
        unknown = [step.state for step in steps if not self._settle(step, journals)]
        self.operations.snapshot.flush()
        if not unknown and not dry_run:
            # What they say is in the state. Of a later create under the same URN they would say what is not so.
            for path in self.journals:
                path.unlink(missing_ok=True)
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
            Refresher(self.operations, 1, alone=self.alone).look_again(same)
            snapshot.abandon(step.ticket)
            return True
        made = journals.made.get(state.urn)
        if made is not None:
            self._adopt(step, made)
        elif not state.has_provider or journals.not_made(package_of(state.type), state.urn):
            snapshot.abandon(step.ticket)
            self._say(Severity.INFO, "it had not been created", state)
        elif journals.name_of(state.urn) and not self.operations.dry_run:
            self._create_again(step, journals.name_of(state.urn))
        else:
            return False
        return True

    def _create_again(self, step: Interrupted, once: str) -> None:
        """Ask for the same create under the same name: what came of the first is the answer, or it is made now."""
        state = step.state
        problems: tuple[str, ...] = ()
        plugin = self.operations.registry.plugin(state.provider)
        timeout_seconds = float(state.custom_timeouts.get("create", 0))
        try:
            made, outputs = plugin.create(state.urn, state.inputs, timeout_seconds, preview=False, once=once)
        except PartialError as error:
            made, outputs, problems = error.resource_id, error.outputs, error.reasons
        except ProviderError as error:
            self.operations.snapshot.abandon(step.ticket)
            self._say(Severity.INFO, f"it had not been created, and is refused now: {error}", state)
            return
        self._record(step, made, outputs, problems)

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
        self._record(step, resource_id, outputs, problems)

    def _record(self, step: Interrupted, resource_id: str, outputs: Properties, problems: tuple[str, ...]) -> None:
        state, snapshot = step.state, self.operations.snapshot
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
