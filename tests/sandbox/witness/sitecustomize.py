"""Loaded by each Python that has this folder on its path: puts down every attempt to write below some folders.

WITNESS_FOLDERS names them, WITNESS_FILE is where it is put down, one JSON list a line: the event, and the path.
What fails, or is undone, is seen all the same.
"""

import json
import os
import sys
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Event -> where among its arguments the paths are that it changes, each with the folder that it starts from.
_EVENTS: dict[str, tuple[tuple[int, int | None], ...]] = {
    "open": ((0, None),),
    "os.mkdir": ((0, 2),),
    "os.rename": ((0, 2), (1, 3)),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.setxattr": ((0, None),),
}


def _whole(event: str, path: Any, folder: Any) -> str:  # noqa: ANN401 - whatever a caller gave
    """The path from the root; empty for what is none, such as an open file."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return ""
    start = f"/proc/self/fd/{folder}" if isinstance(folder, int) and folder >= 0 else ""
    above, _, name = os.path.join(os.path.realpath(start), os.fsdecode(path)).rstrip("/").rpartition("/")  # noqa: PTH118 - Path opens files
    # Only what is opened is where a link leads; a link itself can be removed.
    return os.path.realpath(f"{above}/{name}") if event == "open" else f"{os.path.realpath(above)}/{name}"


def _watch(folders: tuple[str, ...], told: int) -> None:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        places = _EVENTS.get(event)
        if places is None or (event == "open" and not arguments[2] & _WRITING):
            return
        for path, folder in places:
            whole = _whole(event, arguments[path], None if folder is None else arguments[folder])
            if whole.startswith(folders) and "__pycache__" not in whole:
                os.write(told, f"{json.dumps([event, whole])}\n".encode())

    sys.addaudithook(hook)


if "WITNESS_FILE" in os.environ:
    _watch(
        tuple(os.environ["WITNESS_FOLDERS"].split(os.pathsep)),
        os.open(os.environ["WITNESS_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
    )
