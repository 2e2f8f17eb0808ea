"""What takes long to make and is the same in every process of a run of the tests: made once, by whoever asks first.

It is kept in a folder that belongs to this run and goes with it, so nothing is ever read that an older program made.
"""

import atexit
import fcntl
import hashlib
import json
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests import keeper

Made = TypeVar("Made")
_folder: Path | None = None
_run: Path | None = None
_OWNER = "owner"


def begin(given: str | None) -> str:
    """Keep in this folder of the run that this process works for; without one, in a new one. Says which."""
    global _folder, _run  # noqa: PLW0603 - a process works for one run
    if given is None:
        given = tempfile.mkdtemp(prefix="standby-kept-")
        (Path(given) / _OWNER).write_text(json.dumps({"pid": os.getpid(), "mark": os.environ.get(keeper.VARIABLE)}))
    _folder = _run = Path(given)
    return given


def owner() -> int:
    """The process that began the run. What others start for the whole run ends with it."""
    return int(json.loads((_run_folder() / _OWNER).read_text())["pid"])


def owners() -> dict[str, str]:
    """The environment of what is started for the whole run, which does not end with the process that starts it."""
    environment, mark = dict(os.environ), json.loads((_run_folder() / _OWNER).read_text())["mark"]
    environment.pop(keeper.VARIABLE, None)
    return environment | ({keeper.VARIABLE: mark} if mark else {})


def begun(name: str, begin: Callable[[Path], None]) -> Path:
    """A folder of the run in which this was begun once, by whoever asked first; who asks meanwhile waits."""
    folder = _run_folder() / name
    with (_run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = folder / ".complete"
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            begin(folder)
            complete.touch()
    return folder


def _run_folder() -> Path:
    """Where no tests run, this process is a run of its own."""
    if _run is None:
        begin(None)
        atexit.register(end)
    assert _run
    return _run


def end() -> None:
    """Remove what was kept, and keep no more."""
    global _folder, _run  # noqa: PLW0603 - a process works for one run
    if _run is not None:
        shutil.rmtree(_run, ignore_errors=True)
    _folder = _run = None


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
