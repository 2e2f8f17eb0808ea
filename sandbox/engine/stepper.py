"""From a goal to a step to a result: decides between same, create, update and replace, and carries it out.

A preview is the same code with `dry_run`: providers are asked to preview, and the snapshot is not persisted.
"""

import datetime as dt
import os
import threading
import uuid
from dataclasses import dataclass, field

from sandbox.engine.changes import changed_properties, compare, keep_ignored
from sandbox.engine.errors import EngineError, ProtectedError
from sandbox.engine.events import Change, Event, Operation, Sink, Status, StepEvent
from sandbox.engine.goal import Goal
from sandbox.engine.plugins import Difference, PartialError, Plugin
from sandbox.engine.registry import ProviderRegistry
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.urn import is_provider_type
from sandbox.protocol.values import UNKNOWN, Properties, holds_unknown, remark_secrets, reveal

_SEED_BYTES = 32


@dataclass
class Stepper:
    """Holds what one run knows of resources. Thread-safe; several registrations run at once."""

    snapshot: Snapshot
    registry: ProviderRegistry
    sink: Sink
    slots: threading.Semaphore
    dry_run: bool
    changes: list[Change] = field(default_factory=list)
    _seen: dict[str, Goal] = field(default_factory=dict)
    _done: dict[str, ResourceState] = field(default_factory=dict)
    _claimed: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def register(self, goal: Goal) -> ResourceState:
        """Bring one resource to its goal; returns its state. Raises EngineError."""
        with self._lock:
            if goal.urn in self._seen:
                msg = f"{goal.urn} is declared twice; give one of the two another name"
                raise EngineError(msg)
            self._seen[goal.urn] = goal
        old = self._claim(goal)
        state = self._register_custom(goal, old) if goal.custom else self._register_component(goal, old)
        with self._lock:
            self._done[goal.urn] = state
        return state

    def find(self, urn: str) -> ResourceState | None:
        """The state of a resource, from this run if it was registered, else as it was."""
        with self._lock:
            done = self._done.get(urn)
        return done or next((state for state in self.snapshot.old if state.urn == urn and not state.delete), None)

    def aliases_of(self, urn: str) -> tuple[str, ...]:
        """URNs that a resource of this run may have had."""
        with self._lock:
            goal = self._seen.get(urn)
        return goal.aliases if goal else ()

    def was_registered(self, state: ResourceState) -> bool:
        """Whether the program still declares what this old state stands for."""
        with self._lock:
            return state.urn in self._claimed

    def set_outputs(self, urn: str, outputs: Properties) -> ResourceState:
        """Complete a component with its outputs. Raises EngineError for a URN that was not registered."""
        with self._lock:
            before = self._done.get(urn)
        if before is None:
            msg = f"outputs were registered for {urn}, which was not"
            raise EngineError(msg)
        after = before.with_changes(outputs=outputs)
        self.snapshot.replace(before, after)
        with self._lock:
            self._done[urn] = after
        return after

    def record_read(self, state: ResourceState) -> None:
        """Keep a resource that was only read."""
        old = next((old for old in self.snapshot.old if old.urn == state.urn), None)
        with self._lock:
            self._claimed.add(state.urn)
            self._done[state.urn] = state
        self.snapshot.finish(None, add=state, remove=[old] if old else (), durable=False)

    def _claim(self, goal: Goal) -> ResourceState | None:
        """Find the state that the goal continues, under its URN or one that it had."""
        by_urn = {state.urn: state for state in self.snapshot.old if not state.delete}
        for urn in (goal.urn, *goal.aliases):
            if urn in by_urn:
                with self._lock:
                    self._claimed.add(urn)
                return by_urn[urn]
        return None

    def _register_component(self, goal: Goal, old: ResourceState | None) -> ResourceState:
        operation = Operation.SAME if old else Operation.CREATE
        state = _state(goal, goal.inputs, old).with_changes(outputs=old.outputs if old else {})
        change = Change(operation, goal.urn)
        self._emit(change, Status.STARTED)
        self.snapshot.finish(None, add=state, remove=[old] if old else (), durable=False)
        self._note(change)
        return state

    def _register_custom(self, goal: Goal, old: ResourceState | None) -> ResourceState:
        is_provider = is_provider_type(goal.type)
        plugin = None if is_provider else self.registry.of(goal.provider, self.find)
        inputs = self._checked(goal, old, plugin)
        if old is None:
            return self._create(goal, inputs, plugin, None, Change(Operation.CREATE, goal.urn))
        difference = self._difference(goal, old, inputs, plugin)
        if difference.changed is None:
            difference = Difference(changed=bool(compare(old.inputs, inputs)))
        properties = changed_properties(old.inputs, inputs, difference)
        replaces = (*difference.replaces, *(key for key in goal.replace_on_changes if key in properties))
        if replaces:
            change = Change(Operation.REPLACE, goal.urn, properties, replaces, old.protect)
            return self._replace(goal, old, inputs, plugin, change, difference)
        if difference.changed:
            return self._update(goal, old, inputs, plugin, Change(Operation.UPDATE, goal.urn, properties))
        return self._same(goal, old, inputs, plugin)

    def _checked(self, goal: Goal, old: ResourceState | None, plugin: Plugin | None) -> Properties:
        inputs = keep_ignored(goal.inputs, old.inputs if old else {}, goal.ignore_changes if old else ())
        old_inputs = old.inputs if old else {}
        if plugin is None:
            versioned = {**inputs, "version": goal.version} if goal.version else inputs
            return self.registry.check_config(goal.urn, old_inputs, versioned)
        checked = plugin.check(goal.urn, old_inputs, inputs, os.urandom(_SEED_BYTES))
        # A provider that fills in a default for an ignored property must not undo the ignoring.
        return keep_ignored(checked, old_inputs, goal.ignore_changes if old else ())

    def _difference(self, goal: Goal, old: ResourceState, inputs: Properties, plugin: Plugin | None) -> Difference:
        if old.provider and goal.provider and self._provider_was_replaced(goal, old):
            return Difference(changed=True, replaces=("provider",))
        if plugin is None:
            if not compare(old.inputs, inputs):
                return Difference(changed=False)
            return self.registry.diff_config(goal.urn, old.inputs, inputs)
        return plugin.diff(
            goal.urn,
            old.id,
            old_inputs=old.inputs,
            old_outputs=old.outputs,
            new=inputs,
            ignore_changes=goal.ignore_changes,
        )

    def _provider_was_replaced(self, goal: Goal, old: ResourceState) -> bool:
        old_urn, _, old_id = old.provider.rpartition("::")
        new_urn, _, new_id = goal.provider.rpartition("::")
        return old_id != new_id and (old_urn == new_urn or new_id != UNKNOWN)

    def _same(self, goal: Goal, old: ResourceState, inputs: Properties, plugin: Plugin | None) -> ResourceState:
        if plugin is None:
            self.registry.launch(goal.urn, inputs)
        state = _state(goal, inputs, old).with_changes(id=old.id, outputs=old.outputs)
        self.snapshot.finish(None, add=state, remove=[old], durable=False)
        self._note(Change(Operation.SAME, goal.urn))
        return state

    def _create(
        self, goal: Goal, inputs: Properties, plugin: Plugin | None, replaced: ResourceState | None, change: Change
    ) -> ResourceState:
        """Make a resource; `replaced` is the one it stands in for, which is deleted after the program has ended."""
        self._emit(change, Status.STARTED)
        goal_state = _state(goal, inputs, None)
        with self.slots:
            ticket = self.snapshot.begin("creating", goal_state)
            try:
                state = self._make(goal, goal_state, inputs, plugin)
            except PartialError as error:
                half = goal_state.with_changes(
                    id=error.resource_id,
                    inputs=error.inputs or inputs,
                    outputs=remark_secrets(error.outputs, inputs, goal.additional_secret_outputs),
                    init_errors=(str(error),),
                )
                self.snapshot.finish(ticket, add=half, remove=self._superseded(replaced))
                self._fail(change, error)
                raise
            except BaseException as error:
                self.snapshot.finish(ticket)
                self._fail(change, error)
                raise
            if replaced is not None:
                self.snapshot.replace(replaced, replaced.with_changes(delete=True))
            self.snapshot.finish(ticket, add=state)
        self._note(change)
        return state

    def _superseded(self, replaced: ResourceState | None) -> tuple[ResourceState, ...]:
        if replaced is not None:
            self.snapshot.replace(replaced, replaced.with_changes(delete=True))
        return ()

    def _make(self, goal: Goal, state: ResourceState, inputs: Properties, plugin: Plugin | None) -> ResourceState:
        if plugin is None:
            if not (self.dry_run and holds_unknown(inputs)):
                self.registry.launch(goal.urn, inputs)
            return state.with_changes(id=UNKNOWN if self.dry_run else str(uuid.uuid4()), outputs=inputs)
        if self.dry_run and not plugin.supports_preview:
            return state.with_changes(outputs=inputs)
        timeout_seconds = goal.timeout_seconds("create")
        resource_id, outputs = plugin.create(goal.urn, inputs, timeout_seconds, preview=self.dry_run)
        if not resource_id and not self.dry_run:
            msg = f"the provider made {goal.urn} but gave it no id"
            raise EngineError(msg)
        return state.with_changes(
            id=resource_id, outputs=remark_secrets(outputs, inputs, goal.additional_secret_outputs)
        )

    def _update(
        self, goal: Goal, old: ResourceState, inputs: Properties, plugin: Plugin | None, change: Change
    ) -> ResourceState:
        self._emit(change, Status.STARTED)
        goal_state = _state(goal, inputs, old).with_changes(id=old.id, modified=_now())
        with self.slots:
            ticket = self.snapshot.begin("updating", goal_state.with_changes(outputs=old.outputs))
            try:
                outputs = self._change(goal, old, inputs, plugin)
            except PartialError as error:
                half = goal_state.with_changes(
                    inputs=error.inputs or old.inputs,
                    outputs=remark_secrets(error.outputs, inputs, goal.additional_secret_outputs),
                    init_errors=(str(error),),
                )
                self.snapshot.finish(ticket, add=half, remove=[old])
                self._fail(change, error)
                raise
            except BaseException as error:
                self.snapshot.finish(ticket)
                self._fail(change, error)
                raise
            state = goal_state.with_changes(outputs=outputs)
            self.snapshot.finish(ticket, add=state, remove=[old])
        self._note(change)
        return state

    def _change(self, goal: Goal, old: ResourceState, inputs: Properties, plugin: Plugin | None) -> Properties:
        if plugin is None:
            self.registry.launch(goal.urn, inputs)
            return inputs
        if self.dry_run and not plugin.supports_preview:
            return {**old.outputs, **inputs}
        outputs = plugin.update(
            goal.urn,
            old.id,
            old_inputs=old.inputs,
            old_outputs=old.outputs,
            new=inputs,
            timeout_seconds=goal.timeout_seconds("update"),
            ignore_changes=goal.ignore_changes,
            preview=self.dry_run,
        )
        return remark_secrets(outputs, inputs, goal.additional_secret_outputs)

    def _replace(
        self,
        goal: Goal,
        old: ResourceState,
        inputs: Properties,
        plugin: Plugin | None,
        change: Change,
        difference: Difference,
    ) -> ResourceState:
        if old.protect:
            keys = ", ".join(change.replace_keys)
            msg = (
                f"{goal.urn} is protected, and changing {keys} would replace it. Take the change back; if the "
                "replacement is wanted, lift the protection first"
            )
            self._fail(change, ProtectedError(msg))
            raise ProtectedError(msg)
        delete_first = (
            difference.delete_before_replace if goal.delete_before_replace is None else goal.delete_before_replace
        )
        if delete_first:
            self._delete_ahead(old, plugin)
            return self._create(goal, inputs, plugin, None, change)
        if plugin is not None:
            # Checked as if it were new, so that both can exist side by side under different generated names.
            inputs = plugin.check(
                goal.urn, {}, keep_ignored(goal.inputs, old.inputs, goal.ignore_changes), os.urandom(_SEED_BYTES)
            )
        return self._create(goal, inputs, plugin, old, change)

    def _delete_ahead(self, old: ResourceState, plugin: Plugin | None) -> None:
        """Delete a resource before its replacement exists, and first what cannot outlive it."""
        for dependent in self._dependents_to_replace(old):
            dependent_plugin = self.registry.of(dependent.provider, self.find)
            self.delete(dependent, dependent_plugin, Change(Operation.DELETE, dependent.urn))
        if not old.retain_on_delete:
            self.delete(old, plugin, None)

    def _dependents_to_replace(self, gone: ResourceState) -> list[ResourceState]:
        """Old resources that would be replaced once `gone` has a new identity; the furthest first."""
        found: list[ResourceState] = []
        lost = {gone.urn}
        for state in self.snapshot.old:
            keys = [key for key, urns in state.property_dependencies.items() if lost & set(urns)]
            if not keys or state.delete or not state.custom or is_provider_type(state.type):
                continue
            inputs = {key: UNKNOWN if key in keys else value for key, value in state.inputs.items()}
            plugin = self.registry.of(state.provider, self.find)
            difference = plugin.diff(
                state.urn,
                state.id,
                old_inputs=state.inputs,
                old_outputs=state.outputs,
                new=inputs,
                ignore_changes=state.ignore_changes,
            )
            if difference.replaces:
                lost.add(state.urn)
                found.insert(0, state)
        return found

    def delete(self, state: ResourceState, plugin: Plugin | None, change: Change | None) -> None:
        """Delete one old resource, or only forget it where it is to be retained. Raises EngineError."""
        if change is not None:
            self._emit(change, Status.STARTED)
        with self.slots:
            ticket = self.snapshot.begin("deleting", state)
            try:
                if plugin is not None and not self.dry_run and not state.retain_on_delete and not state.external:
                    timeout_seconds = float(state.custom_timeouts.get("delete", 0))
                    plugin.delete(state.urn, state.id, state.inputs, state.outputs, timeout_seconds)
            except BaseException as error:
                self.snapshot.finish(ticket)
                if change is not None:
                    self._fail(change, error)
                raise
            self.snapshot.finish(ticket, remove=[state])
        if change is not None:
            self._note(change)

    def _emit(self, change: Change, status: Status, message: str = "") -> None:
        event: Event = StepEvent(change, status, message)
        self.sink(event)

    def _fail(self, change: Change, error: BaseException) -> None:
        self._emit(change, Status.FAILED, str(error))

    def _note(self, change: Change) -> None:
        with self._lock:
            self.changes.append(change)
        self._emit(change, Status.DONE)


def _state(goal: Goal, inputs: Properties, old: ResourceState | None) -> ResourceState:
    """The goal as a state, without what only an operation gives (id, outputs)."""
    now = _now()
    same_inputs = old is not None and reveal(old.inputs) == reveal(inputs)
    return ResourceState(
        urn=goal.urn,
        type=goal.type,
        custom=goal.custom,
        # Keeping the old object keeps what was decrypted from the state as it was.
        inputs=old.inputs if old is not None and same_inputs else inputs,
        parent=goal.parent,
        provider=goal.provider,
        dependencies=goal.dependencies,
        property_dependencies=goal.property_dependencies,
        protect=goal.protect,
        retain_on_delete=goal.retain_on_delete,
        deleted_with=goal.deleted_with,
        additional_secret_outputs=goal.additional_secret_outputs,
        aliases=goal.aliases,
        ignore_changes=goal.ignore_changes,
        replace_on_changes=goal.replace_on_changes,
        custom_timeouts=goal.custom_timeouts,
        created=old.created if old else (now if goal.custom else ""),
        modified=old.modified if old else (now if goal.custom else ""),
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
