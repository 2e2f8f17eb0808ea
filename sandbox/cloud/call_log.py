"""The log of every call: one JSON document a line."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One call and what became of it. `status` 0 means that it was cut off."""

    at: float
    region: str
    service: str
    action: str
    status: int
    milliseconds: float


class CallLog:
    """Appends to a file and keeps the entries in memory, for `GET /_sandbox/calls`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", buffering=1)
        self._entries: list[dict[str, Any]] = []

    def add(self, entry: Entry) -> None:
        """Write one entry."""
        document = asdict(entry)
        self._entries.append(document)
        self._file.write(f"{json.dumps(document)}\n")

    def since(self, number: int) -> list[dict[str, Any]]:
        """Entries from the given number on, counted from zero."""
        return self._entries[number:]
