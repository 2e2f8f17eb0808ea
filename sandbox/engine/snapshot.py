"""The state of a stack while a run changes it, kept durable step by step.

New states come first, in the order in which they were made, which is an order of dependencies; what the run has not
reached yet follows. Before anything is created, updated or deleted the intent is on disk; after it, the result is.
Several waiting steps share one write.
"""

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.engine.backend import Backend
from sandbox.engine.crypter import Crypter, passphrase_from_environment
from sandbox.engine.errors import StateError
from sandbox.engine.resource import ResourceState, from_checkpoint, to_checkpoint

_ENGINE_VERSION = "v3.272.0"
# Pulumi checks on reading that a manifest names the digest of its own version.
_MAGIC = hashlib.sha256(_ENGINE_VERSION.encode()).hexdigest()


@dataclass
class _Entry:
    """A state with its written form, made once."""

    state: ResourceState
    text: str | None = None


@dataclass
class Snapshot:
    """Thread-safe. `persist=False` (previews) keeps everything in memory."""

    backend: Backend
    project: str
    stack: str
    persist: bool = True
    pending_at_start: list[dict[str, Any]] = field(default_factory=list)
    _crypter: Crypter | None = None
    _salt: str = ""
    _old: dict[int, _Entry] = field(default_factory=dict)
    _new: dict[int, _Entry] = field(default_factory=dict)
    _pending: dict[int, tuple[str, _Entry]] = field(default_factory=dict)
    _next_key: int = 0
    _version: int = 0
    _written: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _writing: bool = False

    @classmethod
    def load(cls, backend: Backend, project: str, stack: str, *, persist: bool = True) -> "Snapshot":
        """Read a stack's state; one without a state starts empty. Raises StateError."""
        snapshot = cls(backend, project, stack, persist)
        deployment = backend.read(project, stack) or {}
        provider = deployment.get("secrets_providers") or {}
        if provider and provider.get("type") != "passphrase":
            found = provider.get("type")
            msg = f"the state of {stack} uses the secrets provider {found!r}; this engine has only 'passphrase'"
            raise StateError(msg)
        snapshot._salt = (provider.get("state") or {}).get("salt", "")
        resources = deployment.get("resources") or []
        if resources:
            crypter = snapshot.crypter
            for written in resources:
                snapshot._old[snapshot._key()] = _Entry(from_checkpoint(written, crypter))
        snapshot.pending_at_start = deployment.get("pending_operations") or []
        return snapshot

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
        remove: Iterable[ResourceState] = (),
        durable: bool = True,
    ) -> None:
        """Put the result of a step on disk: a state that came to be, and states that it stands for or ended."""
        with self._changed:
            if ticket is not None:
                self._pending.pop(ticket)
            for state in remove:
                self._drop(state)
            if add is not None:
                self._new[self._key()] = _Entry(add)
            version = self._touch()
        if durable:
            self._wait_written(version)

    def replace(self, before: ResourceState, after: ResourceState) -> None:
        """Exchange a state of this run for a later one, in place. Written with the next durable step."""
        with self._changed:
            for entries in (self._new, self._old):
                for entry in entries.values():
                    if entry.state is before:
                        entry.state, entry.text = after, None
                        self._touch()
                        return

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
            "manifest": {"time": _now(), "magic": _MAGIC, "version": _ENGINE_VERSION},
            "secrets_providers": {"type": "passphrase", "state": {"salt": self._salt}},
            "metadata": {},
        }
        parts = [json.dumps(head)[:-1], f'"resources":[{resources}]']
        if pending:
            parts.append(f'"pending_operations":[{pending}]')
        return ",".join(parts) + "}"

    def _text(self, entry: _Entry) -> str:
        if entry.text is None:
            entry.text = json.dumps(to_checkpoint(entry.state, self.crypter), separators=(",", ":"))
        return entry.text


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
