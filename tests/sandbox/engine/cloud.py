"""A cloud of things for the engine's tests: it remembers every call, and tests script what happens inside one.

In memory, or in a file where it must outlive the process that changes it.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Hook = Callable[[], None]


@dataclass
class Cloud:
    """Things by id. `calls` holds (operation, logical name) in the order in which they began."""

    path: Path | None = None
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    timeouts: dict[tuple[str, str], float] = field(default_factory=dict)
    deleted_by: dict[str, str] = field(default_factory=dict)
    constructs: list[Any] = field(default_factory=list)
    hooks: dict[tuple[str, str], Hook] = field(default_factory=dict)
    _made: int = 0
    _made_once: dict[str, str] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            self.things, self._made_once = json.loads(self.path.read_text())

    def on(self, operation: str, name: str, hook: Hook) -> None:
        """Run `hook` inside every such call; what it raises is what the call raises."""
        self.hooks[operation, name] = hook

    def called(self, operation: str, name: str) -> None:
        """Note a call and run its hook."""
        with self._lock:
            self.calls.append((operation, name))
        hook = self.hooks.get((operation, name))
        if hook:
            hook()

    def names(self, operation: str) -> list[str]:
        """Logical names of the things of which this was asked."""
        return [name for called, name in self.calls if called == operation]

    def make(self, name: str, properties: dict[str, Any], once: str = "") -> str:
        """A new thing; returns its id. Two things cannot be in one slot. Under one name `once` one thing is made."""
        with self._lock:
            if once in self._made_once:
                return self._made_once[once]
            slot = properties.get("slot")
            if slot is not None and any(thing.get("slot") == slot for thing in self.things.values()):
                msg = f"slot {slot} is taken"
                raise ValueError(msg)
            self._made = max(self._made, len(self.things)) + 1
            thing_id = f"{name}-{self._made}"
            if once:
                self._made_once[once] = thing_id
            self.put(thing_id, properties)
        return thing_id

    def put(self, thing_id: str, properties: dict[str, Any] | None) -> None:
        """Set a thing's properties, or take it away."""
        with self._lock:
            if properties is None:
                self.things.pop(thing_id, None)
            else:
                self.things[thing_id] = properties
            if self.path:
                self.path.write_text(json.dumps([self.things, self._made_once]))
