"""Carrying out one step: the intent goes to disk, the provider acts, the result goes to disk, and it is told.

A preview is the same code with `dry_run`: providers are asked to preview, and the snapshot is not persisted.
"""

import contextlib
import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.engine.errors import EngineError
from sandbox.engine.events import Change, Operation, Sink, Status, StepEvent
from sandbox.engine.goal import Goal
from sandbox.engine.plugins import PartialError, Plugin, ProviderGoneError, settings_of
from sandbox.engine.registry import Provider, ProviderRegistry, UnconfiguredProvider
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Snapshot
from sandbox.protocol.values import UNKNOWN, Properties, remark_secrets


@dataclass
class Operations:
    """Creates, updates and deletes single resources. Thread-safe; `slots` bounds how many at once."""

    snapshot: Snapshot
    registry: ProviderRegistry
    sink: Sink
    slots: threading.Semaphore
    dry_run: bool
    changes: list[Change] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def create(
        self, goal: Goal, inputs: Properties, provider: Provider | None, replaced: ResourceState | None, change: Change
    ) -> ResourceState:
        """Make a resource; `replaced` is the one that it stands in for. Raises EngineError.

        One that was deleted to make room is gone with that; another is deleted after the program has ended.
        """
        goal_state = state_of(goal, inputs, None)
        with self._step("creating", goal_state, change, counted=True) as ticket:
            try:
                state = self._make(goal, goal_state, inputs, provider)
            except PartialError as error:
                half = goal_state.with_changes(
                    id=error.resource_id,
                    inputs=error.inputs or inputs,
                    outputs=remark_secrets(error.outputs, inputs, goal.additional_secret_outputs),
                    init_errors=error.reasons,
                )
                self._finish_create(ticket, half, replaced)
                raise
            self._finish_create(ticket, state, replaced)
        return state

    def update(
        self, goal: Goal, old: ResourceState, inputs: Properties, provider: Provider | None, change: Change
    ) -> ResourceState:
        """Change a resource in place. Raises EngineError."""
        goal_state = state_of(goal, inputs, old).with_changes(id=old.id, modified=_now())
        with self._step("updating", goal_state.with_changes(outputs=old.outputs), change, counted=True) as ticket:
            try:
                outputs = self._change(goal, old, inputs, provider)
            except PartialError as error:
                # The old inputs stay, so that the next run finds the same difference and carries it through.
                half = goal_state.with_changes(
                    inputs=error.inputs or old.inputs,
                    outputs=remark_secrets(error.outputs, inputs, goal.additional_secret_outputs),
                    init_errors=error.reasons,
                )
                self.snapshot.finish(ticket, add=half, remove=[old])
                raise
            state = goal_state.with_changes(outputs=outputs)
            self.snapshot.finish(ticket, add=state, remove=[old])
        return state

    def delete(self, state: ResourceState, *, gone_with_other: bool, counted: bool) -> None:
        """Delete one old resource, or only forget it where it is to be retained. Raises EngineError.

        `counted` is False where this is the end of a replacement, which is counted already.
        """
        # What was only read is not deleted, it is no longer looked at.
        operation = Operation.DISCARD if state.external else Operation.DELETE
        change = Change(operation, state.urn, protect=state.protect)
        with self._step("deleting", state, change, counted=counted) as ticket:
            self._unmake(state, gone_with_other=gone_with_other)
            self.snapshot.finish(ticket, remove=[state])

    def delete_ahead(self, state: ResourceState, *, gone_with_other: bool) -> ResourceState:
        """Delete a resource before its replacement exists; the state remembers that it is to be replaced.

        Told as a step of its own, but the change is the replacement. Raises EngineError.
        """
        change = Change(Operation.DELETE, state.urn, protect=state.protect)
        with self._step("deleting", state, change, counted=False) as ticket:
            self._unmake(state, gone_with_other=gone_with_other)
            awaiting = state.with_changes(pending_replacement=True)
            self.snapshot.replace(state, awaiting)
            self.snapshot.finish(ticket)
        return awaiting

    def note(self, change: Change) -> None:
        """Count a change that is done, and tell of it."""
        with self._lock:
            self.changes.append(change)
        self._emit(change, Status.DONE)

    def fail(self, change: Change, error: BaseException) -> None:
        """Tell of a change that could not be made."""
        self._emit(change, Status.FAILED, str(error))

    @contextlib.contextmanager
    def _step(self, operation: str, state: ResourceState, change: Change, *, counted: bool) -> Iterator[int]:
        """Around one step: the ticket is for the snapshot's `finish`, which the body calls when it ended well."""
        with self.slots:
            self._emit(change, Status.STARTED)
            ticket = self.snapshot.begin(operation, state)
            try:
                yield ticket
            except ProviderGoneError as error:
                # Nobody knows whether it was done: the intent stays in the state for the next run to look into.
                self.fail(change, error)
                raise
            except BaseException as error:
                self.snapshot.abandon(ticket)
                self.fail(change, error)
                raise
        if counted:
            self.note(change)
        else:
            self._emit(change, Status.DONE)

    def _make(self, goal: Goal, state: ResourceState, inputs: Properties, provider: Provider | None) -> ResourceState:
        if provider is None:
            resource_id = UNKNOWN if self.dry_run else str(uuid.uuid4())
            self.registry.launch(goal.urn, resource_id, inputs)
            return state.with_changes(id=resource_id, outputs=settings_of(inputs))
        if self.dry_run and not _previews(provider):
            return state.with_changes(outputs=inputs)
        resource_id, outputs = _configured(provider).create(
            goal.urn, inputs, goal.timeout_seconds("create"), preview=self.dry_run
        )
        if not resource_id and not self.dry_run:
            msg = f"the provider made {goal.urn} but gave it no id"
            raise EngineError(msg)
        return state.with_changes(
            id=resource_id, outputs=remark_secrets(outputs, inputs, goal.additional_secret_outputs)
        )

    def _finish_create(self, ticket: int, made: ResourceState, replaced: ResourceState | None) -> None:
        """In one write: the new one is there, and the old one is superseded or, if deleted ahead, no more."""
        superseded = replaced is not None and not replaced.pending_replacement
        self.snapshot.finish(
            ticket,
            add=made,
            remove=[replaced] if replaced is not None and replaced.pending_replacement else (),
            supersede=replaced if superseded else None,
        )

    def _change(self, goal: Goal, old: ResourceState, inputs: Properties, provider: Provider | None) -> Properties:
        if provider is None:
            self.registry.launch(goal.urn, old.id, inputs)
            return settings_of(inputs)
        if self.dry_run and not _previews(provider):
            return {**old.outputs, **inputs}
        outputs = _configured(provider).update(
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

    def _unmake(self, state: ResourceState, *, gone_with_other: bool) -> None:
        kept = state.retain_on_delete or gone_with_other or state.pending_replacement
        if self.dry_run or kept or not state.has_provider:
            return
        timeout_seconds = float(state.custom_timeouts.get("delete", 0))
        plugin = self.registry.plugin(state.provider)
        plugin.delete(state.urn, state.id, state.inputs, state.outputs, timeout_seconds)

    def _emit(self, change: Change, status: Status, message: str = "") -> None:
        self.sink(StepEvent(change, status, message))


def _previews(provider: Provider) -> bool:
    return isinstance(provider, Plugin) and provider.supports_preview


def _configured(provider: Provider) -> Plugin:
    if isinstance(provider, UnconfiguredProvider):
        msg = "a provider without a configuration was asked to act"
        raise EngineError(msg)
    return provider


def state_of(goal: Goal, inputs: Properties, old: ResourceState | None) -> ResourceState:
    """The goal as a state, without what only an operation gives (id, outputs)."""
    now = _now() if goal.custom else ""
    return ResourceState(
        urn=goal.urn,
        type=goal.type,
        custom=goal.custom,
        inputs=inputs,
        parent=goal.parent,
        provider=goal.provider if goal.custom else "",
        dependencies=goal.dependencies,
        property_dependencies=goal.property_dependencies,
        protect=goal.protect,
        retain_on_delete=goal.retain_on_delete,
        deleted_with=goal.deleted_with,
        additional_secret_outputs=goal.additional_secret_outputs,
        ignore_changes=goal.ignore_changes,
        replace_on_changes=goal.replace_on_changes,
        custom_timeouts=goal.custom_timeouts,
        created=old.created if old else now,
        modified=old.modified if old else now,
        extra=old.extra if old else {},
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
