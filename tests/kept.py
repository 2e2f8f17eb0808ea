"""What takes long to make and is the same in every process of a run of the tests: made once, by whoever asks first.

It is kept in a folder that belongs to this run and goes with it, so nothing is ever read that an older program made.
"""

import fcntl
import hashlib
import json
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

Made = TypeVar("Made")
_folder: Path | None = None


def begin(given: str | None) -> str:
    """Keep in this folder of the run that this process works for; without one, in a new one. Says which."""
    global _folder  # noqa: PLW0603 - a process works for one run
    _folder = Path(given or tempfile.mkdtemp(prefix="standby-kept-"))
    return str(_folder)


def end() -> None:
    """Remove what was kept."""
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)


@contextmanager
def keeping_in(folder: Path | None) -> Iterator[None]:
    """Keep somewhere else, or nowhere: then nothing is read either."""
    global _folder  # noqa: PLW0603 - a process works for one run
    before, _folder = _folder, folder
    try:
        yield
    finally:
        _folder = before


def kept(make: Callable[[], Made], **inputs: Any) -> Made:  # noqa: ANN401 - whatever JSON holds
    """What `make` gives of these inputs, which have to be all that it depends on but the program.

    Each call gets a copy of its own. One process makes it, and whoever asks meanwhile waits.
    """
    if _folder is None:
        return make()
    file = _folder / hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            part = file.with_suffix(".part")
            part.write_bytes(pickle.dumps(make()))
            # A process that ends while it writes leaves nothing under the name.
            part.rename(file)
        content = file.read_bytes()
    copy: Made = pickle.loads(content)  # noqa: S301 - this run wrote it
    return copy
