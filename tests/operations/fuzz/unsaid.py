"""Files that a case left, beside those that its command says it writes."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.operations.fuzz.cases import Case

Listed = Mapping[str, tuple[int, int]]
# Folders in which commands keep what they know, and the stack files, which a switch writes.
_KEPT = (".standby/", ".sandbox/", "drills/")
_STACK_FILES = ("Pulumi.prod-east.yaml", "Pulumi.dr-west.yaml")


def listed(folder: Path) -> Listed:
    """Every file, by when it was written and how long it is."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            stat = path.lstat()
            found[str(path.relative_to(folder))] = (stat.st_mtime_ns, stat.st_size)
    return found


def unsaid(case: Case, here: Path, before: Listed) -> Iterator[str]:
    """What was written, or is gone, and nobody said so."""
    after = listed(here)
    kept = (*_KEPT, f"{case.environment.get('STANDBY_SANDBOX_DIR') or '.sandbox'}/")
    named = {place for each in case.may_write for place in _places(here, each)}
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) == after.get(path) or path.startswith(kept):
            continue
        said = any(path == each or path.startswith(f"{each}/") for each in named)
        if not said and not (path in _STACK_FILES and case.command.name == "operations switch"):
            yield path


def _places(here: Path, word: str) -> tuple[str, str]:
    # Through a link the file is written that the link names.
    return os.path.normpath(word), os.path.relpath(os.path.realpath(here / word), os.path.realpath(here))


def in_scratch(stage: Path) -> list[str]:
    """What is left where temporary files are made."""
    return [f"TMPDIR/{each.name}" for each in sorted((stage / "scratch").iterdir())]
