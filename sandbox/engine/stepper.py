"""From a goal to a step: decides between same, create, update and replace, and has it carried out."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.engine.changes import changed_properties, compare
from sandbox.engine.claims import Claims
from sandbox.engine.dependents import dependents_to_replace, replace_reasons
from sandbox.engine.errors import EngineError, ProtectedError
from sandbox.engine.events import Change, Diagnostic, Operation, Severity
from sandbox.engine.goal import Goal
from sandbox.engine.operations import Operations, state_of
from sandbox.engine.paths import keep_ignored
from sandbox.engine.plugins import BOOKKEEPING, Difference
from sandbox.engine.policies.guard import Guard
from sandbox.engine.registry import Provider, UnconfiguredProvider
from sandbox.engine.resource import ResourceState
from sandbox.engine.urn import is_provider_type
from sandbox.protocol.values import Properties, Value, remark_secrets

_SEED_BYTES = 32
# What Pulumi's replace_on_changes calls the problems of a resource that was not completed.
_INIT_ERROR = "#initerror"


@dataclass
class Stepper:
    """Holds what one run knows of resources. Thread-safe; several registrations run at once."""

    operations: Operations
    claims: Claims
    guard: Guard
    # Why a preview could not be carried out, where the preview goes on all the same.
    problems: list[str] = field(default_factory=list)
    _done: dict[str, ResourceState] = field(default_factory=dict)
    _replaced: set[str] = field(default_factory=set)
    _reasons_ahead: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def register(self, goal: Goal) -> ResourceState:
        """Bring one resource to its goal; returns its state. Raises EngineError."""
        old = self.claims.claim(goal)
        if not goal.custom:
            self.guard.judge(goal, goal.inputs, self.find)
        state = self._register_custom(goal, old) if goal.custom else self._register_component(goal, old)
        with self._lock:
            self._done[goal.urn] = state
        return state

    def find(self, urn: str) -> ResourceState | None:
        """The state of a resource, from this run if it was registered, else as it was."""
        with self._lock:
            done = self._done.get(urn)
        return done or self.claims.before(urn)

    def registered(self) -> list[ResourceState]:
        """Every state that this run registered, in no particular order."""
        with self._lock:
            return list(self._done.values())

    def is_replaced(self, old: ResourceState) -> bool:
        """Whether this run replaced what the old state stands for."""
        with self._lock:
            return old.urn in self._replaced

    def set_outputs(self, urn: str, outputs: Mapping[str, Value]) -> ResourceState:
        """Complete a component with its outputs. Raises EngineError for a URN that was not registered."""
        with self._lock:
            before = self._done.get(urn)
        if before is None:
            msg = f"outputs were registered for {urn}, which was not"
            raise EngineError(msg)
        after = before.with_changes(outputs=dict(outputs))
        self.operations.snapshot.replace(before, after)
        with self._lock:
            self._done[urn] = after
        return after

    def read(self, goal: Goal, resource_id: str, outputs: Properties) -> None:
        """Keep a resource that was only read, and is nobody's to change."""
        old = self.claims.claim(goal)
        state = state_of(goal, goal.inputs, old).with_changes(id=resource_id, outputs=outputs, external=True)
        with self._lock:
            self._done[goal.urn] = state
        self.operations.snapshot.finish(None, add=state, remove=[old] if old else (), durable=False)

    def refuse(self, message: str) -> None:
        """Stop here; a preview goes on, so that the rest of the plan is seen, and fails at its end."""
        if not self.operations.dry_run:
            raise ProtectedError(message)
        with self._lock:
            self.problems.append(message)

    def _register_component(self, goal: Goal, old: ResourceState | None) -> ResourceState:
        state = state_of(goal, goal.inputs, old).with_changes(outputs=old.outputs if old else {})
        properties = compare(old.inputs, goal.inputs) if old else {}
        operation = Operation.CREATE if old is None else Operation.UPDATE if properties else Operation.SAME
        self.operations.snapshot.finish(None, add=state, remove=[old] if old else (), durable=False)
        self.operations.note(Change(operation, goal.urn, properties))
        return state

    def _register_custom(self, goal: Goal, old: ResourceState | None) -> ResourceState:
        provider = None if is_provider_type(goal.type) else self.operations.registry.of(goal.provider)
        if old is None:
            inputs = self._checked(goal, {}, goal.inputs, provider)
            return self.operations.create(
                goal, inputs, provider, None, Change(Operation.CREATE, goal.urn, protect=goal.protect)
            )
        if old.pending_replacement or old.external:
            operation = Operation.CREATE if old.external else Operation.REPLACE
            reasons = self._reasons_ahead.get(old.urn, ())
            change = Change(operation, goal.urn, replace_keys=reasons, alias_of=_alias(goal, old))
            return self._create_anew(goal, old, provider, change)
        inputs = self._checked(goal, old.inputs, self._with_ignored(goal, old), provider)
        difference = self._difference(goal, old, inputs, provider)
        if difference.changed is None:
            changes = compare(old.inputs, inputs)
            difference = Difference(changed=bool(changes), changed_keys=tuple(changes))
        reasons = replace_reasons(difference, goal.replace_on_changes)
        if old.init_errors and _INIT_ERROR in goal.replace_on_changes:
            reasons = (*reasons, _INIT_ERROR)
        properties = changed_properties(old.inputs, inputs, difference)
        if reasons:
            alias = _alias(goal, old)
            change = Change(Operation.REPLACE, goal.urn, properties, reasons, old.protect, alias_of=alias)
            return self._replace(goal, old, provider, change, delete_first=difference.delete_before_replace)
        if difference.changed or old.init_errors:
            change = Change(Operation.UPDATE, goal.urn, properties, (), goal.protect, old.init_errors)
            return self.operations.update(goal, old, inputs, provider, change)
        return self._same(goal, old, inputs, provider)

    def _with_ignored(self, goal: Goal, old: ResourceState) -> Properties:
        inputs, failed = keep_ignored(goal.inputs, old.inputs, goal.ignore_changes)
        if failed:
            text = f"cannot ignore changes that add or remove an element: {', '.join(failed)}"
            self.operations.sink(Diagnostic(Severity.INFO, text, goal.urn))
        return inputs

    def _checked(self, goal: Goal, old: Properties, new: Properties, provider: Provider | None) -> Properties:
        """What the provider makes of the inputs, once no policy objects to it."""
        inputs = self._checked_by(provider, goal, old, new)
        self.guard.judge(goal, inputs, self.find)
        return inputs

    def _checked_by(self, provider: Provider | None, goal: Goal, old: Properties, new: Properties) -> Properties:
        if isinstance(provider, UnconfiguredProvider):
            return new
        if provider is None:
            versioned = {**new, "version": goal.version, BOOKKEEPING: {}} if goal.version else new
            return self.operations.registry.check_config(goal.urn, old, versioned)
        return provider.check(goal.urn, old, new, os.urandom(_SEED_BYTES))

    def _difference(self, goal: Goal, old: ResourceState, inputs: Properties, provider: Provider | None) -> Difference:
        forced = self._forced(goal, old)
        if forced is not None:
            return Difference(changed=True, replaces=(forced,))
        if provider is None:
            if not compare(old.inputs, inputs):
                return Difference(changed=False)
            return self.operations.registry.diff_config(goal.urn, old.inputs, inputs)
        if isinstance(provider, UnconfiguredProvider):
            text = "its provider is not configured yet, so the real run may do something else"
            self.operations.sink(Diagnostic(Severity.WARNING, text, goal.urn))
            return Difference(changed=True)
        return provider.diff(
            goal.urn,
            old.id,
            old_inputs=old.inputs,
            old_outputs=old.outputs,
            new=inputs,
            ignore_changes=goal.ignore_changes,
        )

    def _forced(self, goal: Goal, old: ResourceState) -> str | None:
        """What forces a replacement, whatever the inputs are."""
        if old.taint:
            return "id"
        with self._lock:
            if goal.deleted_with in self._replaced:
                return "deletedWith"
        return "provider" if self._needs_new_provider(goal, old) else None

    def _needs_new_provider(self, goal: Goal, old: ResourceState) -> bool:
        """Whether the resource's provider is another one now, and one that cannot manage what the old one made."""
        before = self.operations.snapshot.renamed_reference(old.provider)
        if before == goal.provider or is_provider_type(goal.type):
            return False
        old_urn, new_urn = old.provider.rpartition("::")[0], goal.provider.rpartition("::")[0]
        old_provider, new_provider = self.claims.before(old_urn), self.find(new_urn)
        if old_provider is None or new_provider is None:
            return True
        difference = self.operations.registry.diff_config(new_urn, old_provider.inputs, new_provider.inputs)
        return bool(difference.replaces)

    def _same(self, goal: Goal, old: ResourceState, inputs: Properties, provider: Provider | None) -> ResourceState:
        if provider is None:
            self.operations.registry.launch(goal.urn, old.id, old.inputs)
        outputs = remark_secrets(old.outputs, inputs, goal.additional_secret_outputs)
        state = state_of(goal, inputs, old).with_changes(id=old.id, outputs=outputs)
        self.operations.snapshot.finish(None, add=state, remove=[old], durable=False)
        self.operations.note(Change(Operation.SAME, goal.urn))
        return state

    def _replace(
        self, goal: Goal, old: ResourceState, provider: Provider | None, change: Change, *, delete_first: bool
    ) -> ResourceState:
        # Dropping the protection and the replacement may come in one run, as with Pulumi.
        if old.protect and goal.protect:
            keys = ", ".join(change.replace_keys)
            self._refuse_change(
                change,
                f"{goal.urn} is protected, and changing {keys} would replace it. Take the change back; if the "
                "replacement is wanted, lift the protection first",
            )
        with self._lock:
            self._replaced.update({goal.urn, old.urn})
        if goal.delete_before_replace is not None:
            delete_first = goal.delete_before_replace
        if delete_first:
            old = self._delete_ahead(old, change)
        return self._create_anew(goal, old, provider, change)

    def _create_anew(self, goal: Goal, old: ResourceState, provider: Provider | None, change: Change) -> ResourceState:
        """Create what stands in for `old`, checked as if it were new: both may exist side by side."""
        inputs = self._checked(goal, {}, goal.inputs, provider)
        return self.operations.create(goal, inputs, provider, old, change)

    def _delete_ahead(self, old: ResourceState, change: Change) -> ResourceState:
        """Delete a resource before its replacement exists, and first what cannot outlive it."""
        doomed = dependents_to_replace(old, self.claims, self.operations.registry)
        protected = [state.urn for state, _ in doomed if state.protect]
        if protected:
            self._refuse_change(
                change,
                f"{old.urn} must be deleted before its replacement exists, and with it these, which are protected, so "
                f"nothing was:\n  " + "\n  ".join(protected) + "\nTake the change back, or lift their protection first",
            )
        reasons = {state.urn: keys for state, keys in doomed}
        states = self.claims.condemn(state for state, _ in doomed)
        gone = {old.urn, *(state.urn for state in states)}
        try:
            for state in states:
                self._reasons_ahead[state.urn] = reasons[state.urn]
                self.operations.delete_ahead(state, gone_with_other=state.deleted_with in gone)
                with self._lock:
                    self._replaced.add(state.urn)
        finally:
            self.claims.spare(states)
        return self.operations.delete_ahead(old, gone_with_other=False)

    def _refuse_change(self, change: Change, message: str) -> None:
        self.operations.fail(change, ProtectedError(message))
        self.refuse(message)


def _alias(goal: Goal, old: ResourceState) -> str:
    return old.urn if old.urn != goal.urn else ""
