"""One server of warm processes for a whole run of the tests."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.engine import crypter
from tests import kept
from tests.warm.keys import derived_once
from tests.warm.starting import ROOT, starting_warm


@contextmanager
def warm() -> Iterator[None]:
    """Meanwhile commands, programs and providers of this project are forked from a process that has them loaded.

    Keys of states are derived once in a run: a million rounds are a good part of a second.
    """
    folder = kept.begun("warm", _begin)
    with starting_warm(str(folder / "socket")), pytest.MonkeyPatch.context() as patch:
        patch.setattr(crypter, "_derive_key", derived_once)
        yield


def _begin(folder: Path) -> None:
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm.server", str(folder / "socket"), str(folder.parent)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=kept.owners(),
            start_new_session=True,
        )
    assert server.stdout
    with server.stdout:
        assert server.stdout.readline() == b"ready\n", (folder / "log").read_text()
    # It ends with the run, and nobody waits for it.
    server.returncode = 0
