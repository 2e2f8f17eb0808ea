"""Bringing the state to what is really there, by asking the providers. Changes nothing but the state."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.engine.changes import compare
from sandbox.engine.events import Change, Diagnostic, Operation, Severity, Status, StepEvent
from sandbox.engine.graph import run_in_order
from sandbox.engine.operations import Operations
from sandbox.engine.paths import keep_ignored
from sandbox.engine.plugins import PartialError, Plugin
from sandbox.engine.resource import ResourceState
from sandbox.protocol.values import remark_secrets


@dataclass(frozen=True)
class Refresher:
    """Reads resources of the state again."""

    operations: Operations
    workers: int
    # Whether looking is all that the run does: then what it finds is what is counted.
    alone: bool = False

    def refresh(self) -> None:
        """Update states that drifted; forget those whose resource is gone. Raises EngineError when a look-up fails."""
        self.look_again(self.operations.snapshot.old)

    def look_again(self, states: Iterable[ResourceState]) -> None:
        """The same for some of the states."""
        gone: list[ResourceState] = []
        readable = [
            state for state in states if state.has_provider and not state.delete and not state.pending_replacement
        ]
        try:
            run_in_order(readable, {}, lambda state: self._look_again(state, gone), self.workers)
        finally:
            self.operations.snapshot.forget(gone)
            self.operations.snapshot.flush()

    def _look_again(self, state: ResourceState, gone: list[ResourceState]) -> None:
        problems: tuple[str, ...] = ()
        plugin = self.operations.registry.plugin(state.provider)
        try:
            found = plugin.read(state.urn, state.id, state.inputs, state.outputs)
        except PartialError as error:
            # It is there and not well; the next up tries to complete it.
            problems = error.reasons
            found = (error.resource_id, error.inputs, error.outputs)
            self.operations.sink(Diagnostic(Severity.WARNING, f"is not complete: {error}", state.urn))
        if found is None:
            gone.append(state)
            self._tell(Change(Operation.DELETE, state.urn, aside=not self.alone), "gone from the cloud; forgotten")
            return
        resource_id, inputs, outputs = found
        inputs = remark_secrets(inputs, state.inputs, [])
        outputs = remark_secrets(outputs, state.outputs, state.additional_secret_outputs)
        drifted = state.with_changes(
            id=resource_id, inputs=inputs or state.inputs, outputs=outputs, init_errors=problems
        )
        if drifted != state:
            self.operations.snapshot.replace(state, drifted)
        properties = compare(state.outputs, outputs)
        counts = self.alone and _is_drift(plugin, state, drifted)
        if properties or counts:
            self._tell(Change(Operation.REFRESH, state.urn, properties, aside=not counts), "")

    def _tell(self, change: Change, message: str) -> None:
        self.operations.changes.append(change)
        self.operations.sink(StepEvent(change, Status.DONE, message))


def _is_drift(plugin: Plugin, state: ResourceState, found: ResourceState) -> bool:
    """Whether a run of the same program would put right what was found. Nothing else is drift to Pulumi.

    What only AWS decides is in the outputs, and what the program ignores stays as it was found.
    """
    difference = plugin.diff(
        found.urn,
        found.id,
        old_inputs=found.inputs,
        old_outputs=found.outputs,
        new=state.inputs,
        ignore_changes=state.ignore_changes,
    )
    if difference.changed is None:
        wanted, _ = keep_ignored(state.inputs, found.inputs, state.ignore_changes)
        return bool(compare(found.inputs, wanted))
    return difference.changed
