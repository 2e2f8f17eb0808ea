"""Originals of a run of the tests, each made once by whoever asks first, and copies of them."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

from sandbox.cloud.process import Cloud, CloudError
from tests import kept
from tests.sandbox.copies.host import SOCKET

_ROOT: Final = Path(__file__).resolve().parents[3]
_ANSWERS_WITHIN_SECONDS = 60.0


def empty_cloud(directory: Path, owner: int | None = None) -> Cloud:
    """An AWS with nothing in it, which ends with its owner at the latest; that is this process if no other."""
    return copied(kept.begun("cloud", _begin), directory, owner=owner or os.getpid())


def copied(original: Path, directory: Path, *, owner: int) -> Cloud:
    """A copy in `directory` of the AWS in `original`. Raises CloudError."""
    (directory / "cloud").mkdir(parents=True, exist_ok=True)
    asked = json.dumps({"directory": str(directory), "owner": owner}).encode()
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_ANSWERS_WITHIN_SECONDS)
        door.connect(str(original / SOCKET))
        door.sendall(asked)
        # It ends once the copy answers calls.
        door.recv(1)
    cloud = Cloud.find(directory)
    if cloud is None:
        msg = f"there is no copy of the cloud of {original}"
        raise CloudError(msg)
    return cloud


def _begin(folder: Path) -> None:
    (folder / "cloud").mkdir()
    with (folder / "cloud" / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.sandbox.copies.host", str(folder), str(kept.owner())],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=kept.owners(),
            start_new_session=True,
        )
    assert process.stdout
    with process.stdout:
        assert process.stdout.readline() == b"ready\n", (folder / "cloud" / "gateway.log").read_text()
    # It ends with the run, and nobody waits for it.
    process.returncode = 0
