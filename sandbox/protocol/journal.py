"""What became of each create that a provider was asked for, in a file that outlives the engine.

An engine that is killed while a provider makes something never hears the new id. The provider finishes the call all the
same, and its journal tells the next run, which then takes the resource into the state instead of making it twice.

One file per provider process, locked for as long as the process lives. Holds ids, never properties.
"""

import fcntl
import json
import os
import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

# Names the folder in which a provider keeps its journal. Without it a provider keeps none, as under the pulumi CLI.
FOLDER_VARIABLE = "STANDBY_CREATE_JOURNAL"


class CreateJournal:
    """Written by a provider."""

    def __init__(self, folder: Path, package: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{package}-{os.getpid()}-{uuid.uuid4().hex}.jsonl"
        self._file = path.open("a")
        self._lock = threading.Lock()
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._write({"package": package})

    @classmethod
    def from_environment(cls, package: str) -> Self | None:
        """The journal that whoever started this provider asked for, if any."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder), package) if folder else None

    def asked(self, urn: str, once: str = "") -> None:
        """A create begins; `once` is the name under which it can be asked for again, where it can."""
        self._write({"urn": urn, "event": "asked", "once": once})

    def made(self, urn: str, resource_id: str, problems: Iterable[str] = ()) -> None:
        """It ended with a resource, which may not be complete."""
        self._write({"urn": urn, "event": "made", "id": resource_id, "problems": list(problems)})

    def refused(self, urn: str) -> None:
        """It ended without a resource."""
        self._write({"urn": urn, "event": "refused"})

    def _write(self, line: Mapping[str, Any]) -> None:
        with self._lock:
            self._file.write(f"{json.dumps(line)}\n")
            self._file.flush()


@dataclass(frozen=True)
class Made:
    """A create that ended with a resource."""

    resource_id: str
    problems: tuple[str, ...] = ()


@dataclass
class Journals:
    """What the providers of an earlier run wrote, read by the next one."""

    made: dict[str, Made] = field(default_factory=dict)
    _packages: set[str] = field(default_factory=set)
    _asked: dict[str, str] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, paths: Iterable[Path], *, wait: bool) -> Self | None:
        """Read journals. A provider that still works is waited for, or else None is returned."""
        journals = cls()
        for path in paths:
            with path.open() as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return None
                for line in file:
                    journals._take(line)
        return journals

    def not_made(self, package: str, urn: str) -> bool:
        """Whether it is certain that nothing was made under this URN."""
        if urn in self._asked:
            return urn in self._refused
        return package in self._packages

    def name_of(self, urn: str) -> str:
        """Under which name a create that nobody heard the end of can be asked for again; empty where it had none."""
        return self._asked.get(urn, "")

    def _take(self, line: str) -> None:
        try:
            entry = json.loads(line)
        except ValueError:  # the provider ended while it wrote the line
            return
        urn = entry.get("urn", "")
        match entry.get("event"):
            case None:
                self._packages.add(entry["package"])
            case "asked":
                # What an earlier create of the same URN came to says nothing of this one.
                self.made.pop(urn, None)
                self._refused.discard(urn)
                self._asked[urn] = entry.get("once", "")
            case "made":
                self.made[urn] = Made(entry["id"], tuple(entry["problems"]))
            case "refused":
                self._refused.add(urn)
