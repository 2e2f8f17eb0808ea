"""Bringing the state to what is really there, by asking the providers. Changes nothing but the state."""

from dataclasses import dataclass

from sandbox.engine.changes import compare
from sandbox.engine.events import Change, Operation, Status, StepEvent
from sandbox.engine.graph import run_in_order
from sandbox.engine.resource import ResourceState
from sandbox.engine.stepper import Stepper
from sandbox.engine.urn import is_provider_type
from sandbox.protocol.values import remark_secrets


@dataclass(frozen=True)
class Refresher:
    """Reads every resource of the state again."""

    stepper: Stepper
    workers: int

    def refresh(self) -> None:
        """Update states that drifted; forget those whose resource is gone. Raises EngineError when a look-up fails."""
        states = [
            state
            for state in self.stepper.snapshot.old
            if state.custom and not state.external and not state.delete and not is_provider_type(state.type)
        ]
        run_in_order(states, {}, self._refresh, self.workers)
        self.stepper.snapshot.flush()

    def _refresh(self, state: ResourceState) -> None:
        plugin = self.stepper.registry.of(state.provider, self.stepper.find)
        found = plugin.read(state.urn, state.id, state.inputs, state.outputs)
        if found is None:
            self._forget(state)
            return
        resource_id, inputs, outputs = found
        inputs = remark_secrets(inputs, state.inputs, [])
        outputs = remark_secrets(outputs, state.outputs, state.additional_secret_outputs)
        properties = compare(state.outputs, outputs)
        drifted = state.with_changes(id=resource_id, inputs=inputs or state.inputs, outputs=outputs)
        if drifted != state:
            self.stepper.snapshot.replace(state, drifted)
        if properties:
            change = Change(Operation.REFRESH, state.urn, properties)
            self.stepper.changes.append(change)
            self.stepper.sink(StepEvent(change, Status.DONE))

    def _forget(self, state: ResourceState) -> None:
        change = Change(Operation.DELETE, state.urn)
        self.stepper.snapshot.finish(None, remove=[state], durable=False)
        self.stepper.changes.append(change)
        self.stepper.sink(StepEvent(change, Status.DONE, "gone from the cloud; forgotten"))
