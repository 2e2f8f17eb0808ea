"""The log of every call: one JSON document a line, in a file. The memory holds only where each line begins."""

import json
from array import array
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One call and what became of it. `status` 0 means that it was not answered; `fault` says on whose account.

    `caller` is `workload` for a workload's stand-in, a step's name for a step of a failover, and empty for others.
    """

    at: float
    region: str
    service: str
    action: str
    status: int
    milliseconds: float
    fault: str = ""
    caller: str = ""


class CallLog:
    """Begins anew with its cloud. Calls are numbered in the order in which they ended, from zero."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = path.open("wb", buffering=0)
        self._begins = array("Q")
        self._end = 0

    def __len__(self) -> int:
        """How many calls there were."""
        return len(self._begins)

    def add(self, entry: Entry) -> None:
        """Write one entry."""
        line = f"{json.dumps(asdict(entry))}\n".encode()
        self._begins.append(self._end)
        self._end += len(line)
        self._file.write(line)

    def since(self, number: int, limit: int | None = None) -> list[dict[str, Any]]:
        """Entries from the given number on, at most `limit` of them."""
        if number < 0:
            msg = f"calls are counted from 0, and there is no call {number}"
            raise ValueError(msg)
        if number >= len(self._begins):
            return []
        with self._path.open("rb") as lines:
            lines.seek(self._begins[number])
            return [json.loads(line) for line in islice(lines, limit)]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
