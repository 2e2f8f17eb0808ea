"""The state of a stack while a run changes it, kept durable step by step.

New states come first, in the order in which they were made, which is an order of dependencies; what the run has not
reached yet follows. Before anything is created, updated or deleted the intent is on disk; after it, the result is.
Several waiting steps share one write.
"""

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.engine.backend import Backend
from sandbox.engine.crypter import Crypter, passphrase_from_environment
from sandbox.engine.errors import StateError
from sandbox.engine.integrity import broken
from sandbox.engine.resource import ResourceState, from_checkpoint, to_checkpoint
from sandbox.engine.shape import misfit

_ENGINE_VERSION = "v3.272.0"
# Pulumi checks on reading that a manifest names the digest of its own version.
_MAGIC = hashlib.sha256(_ENGINE_VERSION.encode()).hexdigest()
# Parts of a deployment that are written anew each time; all others are kept as they are.
_OWN_KEYS = frozenset({"manifest", "secrets_providers", "resources", "pending_operations"})


@dataclass
class _Entry:
    """A state with its written form, made once."""

    state: ResourceState
    text: str | None = None


@dataclass(frozen=True)
class Interrupted:
    """A step that an earlier run began and did not see the end of."""

    ticket: int
    operation: str
    state: ResourceState


@dataclass
class Snapshot:
    """Thread-safe. `persist=False` (previews) keeps everything in memory."""

    backend: Backend
    project: str
    stack: str
    persist: bool = True
    _crypter: Crypter | None = None
    _salt: str = ""
    _kept: dict[str, Any] = field(default_factory=dict)
    _old: dict[int, _Entry] = field(default_factory=dict)
    _new: dict[int, _Entry] = field(default_factory=dict)
    _pending: dict[int, tuple[str, _Entry]] = field(default_factory=dict)
    _renamed: dict[str, str] = field(default_factory=dict)
    _next_key: int = 0
    _version: int = 0
    _written: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _writing: bool = False

    @classmethod
    def load(cls, backend: Backend, project: str, stack: str, *, persist: bool = True) -> "Snapshot":
        """Read a stack's state; one without a state starts empty. Raises StateError."""
        deployment = backend.read(project, stack) or {}
        return cls(backend, project, stack, persist).taking(deployment, str(backend.path(project, stack)))

    def taking(self, deployment: Mapping[str, Any], source: str) -> "Snapshot":
        """This snapshot with what `deployment`, from `source`, holds. Raises StateError where that is not whole."""
        try:
            fault = misfit(deployment) or (broken(deployment) if deployment else "")
            if not fault:
                self._take(deployment)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            msg = (
                f"{source} holds something that is not part of a state ({type(error).__name__}: {error}). Nothing was "
                "changed; restore the backup beside it, or import an export"
            )
            raise StateError(msg) from error
        if fault:
            msg = f"{source} is not whole: {fault}. Nothing was changed; restore the backup, or import an export"
            raise StateError(msg)
        return self

    def _take(self, deployment: Mapping[str, Any]) -> None:
        provider = deployment.get("secrets_providers") or {}
        if provider and provider.get("type") != "passphrase":
            msg = (
                f"the state of {self.stack} uses the secrets provider {provider.get('type')!r}, and this engine has "
                "only 'passphrase'; export it with `pulumi stack export --show-secrets` and import that"
            )
            raise StateError(msg)
        self._salt = (provider.get("state") or {}).get("salt", "")
        resources = deployment.get("resources") or []
        operations = deployment.get("pending_operations") or []
        states = [from_checkpoint(written, self.crypter) for written in resources]
        self._old = {self._key(): _Entry(state) for state in states}
        self._pending = {
            self._key(): (str(each["type"]), _Entry(from_checkpoint(each["resource"], self.crypter)))
            for each in operations
        }
        self._kept = {key: value for key, value in deployment.items() if key not in _OWN_KEYS}

    @property
    def interrupted(self) -> list[Interrupted]:
        """What an earlier run began and did not finish. Stays in the state until it is finished here."""
        with self._changed:
            return [Interrupted(ticket, operation, entry.state) for ticket, (operation, entry) in self._pending.items()]

    @property
    def crypter(self) -> Crypter:
        """Opened, or made, when first needed: deriving its key is slow on purpose."""
        if self._crypter is None:
            passphrase = passphrase_from_environment()
            if self._salt:
                self._crypter = Crypter.open(passphrase, self._salt)
            else:
                self._crypter, self._salt = Crypter.create(passphrase)
        return self._crypter

    @property
    def old(self) -> list[ResourceState]:
        """States that the run has not replaced, updated or deleted yet."""
        with self._changed:
            return [entry.state for entry in self._old.values()]

    @property
    def resources(self) -> list[ResourceState]:
        """Everything there is now, in an order of dependencies."""
        with self._changed:
            return [entry.state for entry in (*self._new.values(), *self._old.values())]

    def begin(self, operation: str, state: ResourceState) -> int:
        """Put on disk that `operation` is about to happen; returns a ticket for `finish`."""
        with self._changed:
            ticket = self._key()
            self._pending[ticket] = (operation, _Entry(state))
            version = self._touch()
        self._wait_written(version)
        return ticket

    def finish(
        self,
        ticket: int | None,
        *,
        add: ResourceState | None = None,
        add_old: ResourceState | None = None,
        remove: Iterable[ResourceState] = (),
        supersede: ResourceState | None = None,
        durable: bool = True,
    ) -> None:
        """Put the result of a step on disk, in one write.

        `add` came to be, `remove` ended or became that, `supersede` is to be deleted later; `add_old` turned out to be
        there since an earlier run.
        """
        with self._changed:
            if ticket is not None:
                self._pending.pop(ticket)
            for state in remove:
                self._drop(state)
            if supersede is not None:
                self._exchange(supersede, supersede.with_changes(delete=True))
            if add is not None:
                self._new[self._key()] = _Entry(add)
            if add_old is not None:
                self._old[self._key()] = _Entry(add_old)
            version = self._touch()
        if durable:
            self._wait_written(version)

    def forget(self, gone: Iterable[ResourceState]) -> None:
        """Take out states whose resources are not there any more, and every reference to them.

        Written with the next durable step.
        """
        states = list(gone)
        with self._changed:
            for state in states:
                self._drop(state)
            left = {entry.state.urn for entry in (*self._new.values(), *self._old.values())}
            parents = {state.urn: state.parent for state in states if state.urn not in left}
            for entry in (*self._new.values(), *self._old.values()):
                if not entry.state.needs.isdisjoint(parents):
                    pruned = entry.state.referring_to(dict.fromkeys(parents, ""))
                    parent = entry.state.parent
                    while parent in parents:
                        parent = parents[parent]
                    entry.state, entry.text = pruned.with_changes(parent=parent), None
            self._touch()

    def rename(self, before: str, after: str) -> None:
        """From now on write references to the URN `before` as references to `after`."""
        with self._changed:
            self._renamed[before] = after
            for entry in self._old.values():
                if before in entry.state.needs:
                    entry.text = None
            self._touch()

    def renamed_reference(self, reference: str) -> str:
        """A provider reference (`urn::id`) under the URN that the provider has now."""
        urn, _, resource_id = reference.rpartition("::")
        with self._changed:
            return f"{self._renamed.get(urn, urn)}::{resource_id}"

    def abandon(self, ticket: int) -> None:
        """Put on disk that a step ended without effect, unless its result is there already."""
        with self._changed:
            begun = ticket in self._pending
        if begun:
            self.finish(ticket)

    def replace(self, before: ResourceState, after: ResourceState) -> None:
        """Exchange a state for a later one, in place. Written with the next durable step."""
        with self._changed:
            self._exchange(before, after)
            self._touch()

    def flush(self) -> None:
        """Wait until everything so far is on disk."""
        with self._changed:
            version = self._version
        self._wait_written(version)

    def _key(self) -> int:
        self._next_key += 1
        return self._next_key

    def _touch(self) -> int:
        self._version += 1
        return self._version

    def _exchange(self, before: ResourceState, after: ResourceState) -> None:
        for entries in (self._new, self._old):
            for entry in entries.values():
                if entry.state is before:
                    entry.state, entry.text = after, None
                    return

    def _drop(self, state: ResourceState) -> None:
        for entries in (self._old, self._new):
            for key, entry in entries.items():
                if entry.state is state:
                    del entries[key]
                    return

    def _wait_written(self, version: int) -> None:
        """Write, or wait for the writer who covers this version."""
        if not self.persist:
            return
        while True:
            with self._changed:
                while self._writing and self._written < version:
                    self._changed.wait()
                if self._written >= version:
                    return
                self._writing = True
                covered, text = self._version, self._serialize()
            try:
                self.backend.write(self.project, self.stack, text)
            finally:
                with self._changed:
                    self._writing = False
                    self._changed.notify_all()
            with self._changed:
                self._written = max(self._written, covered)
                self._changed.notify_all()

    def _serialize(self) -> str:
        entries = [*self._new.values(), *self._old.values()]
        resources = ",".join(self._text(entry) for entry in entries)
        pending = ",".join(
            f'{{"resource":{self._text(entry)},"type":{json.dumps(operation)}}}'
            for operation, entry in self._pending.values()
        )
        self.crypter  # noqa: B018 - makes the salt
        head = {
            "metadata": {},
            **self._kept,
            "manifest": {"time": _now(), "magic": _MAGIC, "version": _ENGINE_VERSION},
            "secrets_providers": {"type": "passphrase", "state": {"salt": self._salt}},
        }
        parts = [json.dumps(head)[:-1], f'"resources":[{resources}]']
        if pending:
            parts.append(f'"pending_operations":[{pending}]')
        return ",".join(parts) + "}"

    def _text(self, entry: _Entry) -> str:
        if entry.text is None:
            state = entry.state
            if not state.needs.isdisjoint(self._renamed):
                state = state.referring_to(self._renamed)
            entry.text = json.dumps(to_checkpoint(state, self.crypter), separators=(",", ":"))
        return entry.text


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
