"""A run of tests that is interrupted or killed leaves no process: no emulated AWS, and nothing that a test started."""

import os
import select
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.stack_files import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes are known by /proc")
_MARK = "STANDBY_TESTS_INNER"
_ENDS_SECONDS = 60
_SUITE = """import subprocess
import time
from pathlib import Path

from sandbox.cloud.process import Cloud


def test_that_waits():
    folder = Path({folder!r})
    if {with_a_cloud}:
        Cloud.start(folder / "cloud")
    subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
    (folder / "begun").write_text("yes")
    time.sleep(600)
"""


@pytest.mark.parametrize(
    ("whom", "number", "with_a_cloud"),
    [
        ("controller", signal.SIGINT, False),
        ("controller", signal.SIGTERM, False),
        pytest.param("worker", signal.SIGKILL, True, marks=pytest.mark.emulator),
    ],
)
def test_nothing_is_left(tmp_path: Path, whom: str, number: signal.Signals, *, with_a_cloud: bool) -> None:
    os.mkfifo(tmp_path / "begun")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.conftest"]\n')
    (tmp_path / "test_waiting.py").write_text(_SUITE.format(folder=str(tmp_path), with_a_cloud=with_a_cloud))
    words = ("-m", "pytest", "-q", "-n", "1", "--max-worker-restart", "0", "-p", "no:cacheprovider", "--rootdir", ".")
    mark, said = uuid.uuid4().hex, (tmp_path / "said").open("wb")
    environment = {**os.environ, _MARK: mark, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, *words, "."], cwd=tmp_path, env=environment, stdout=said, stderr=said
    ) as controller:
        # Blocks until the test waits.
        assert (tmp_path / "begun").read_text() == "yes"
        begun = _processes(mark)
        (worker,) = (pid for pid, words in begun.items() if "-u -c" in words)
        assert any("sleep 600" in words for words in begun.values())
        assert any("sandbox.cloud" in words for words in begun.values()) is with_a_cloud
        os.kill(worker if whom == "worker" else controller.pid, number)
        assert [begun[pid] for pid in _that_stay(begun)] == []
    said.close()
    assert _processes(mark) == {}


def _processes(mark: str) -> dict[int, str]:
    """Their words, by number."""
    found = {}
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{_MARK}={mark}".encode() in environment.read_bytes().split(b"\0"):
                words = (environment.parent / "cmdline").read_bytes().split(b"\0")
                found[int(environment.parent.name)] = b" ".join(words).decode()
        except OSError:
            continue
    return found


def _that_stay(processes: Iterable[int]) -> list[int]:
    """Waits for each of them to end; ends those that do not."""
    found = []
    for pid in processes:
        try:
            ending = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        if not select.select([ending], [], [], _ENDS_SECONDS)[0]:
            found.append(pid)
            signal.pidfd_send_signal(ending, signal.SIGKILL)
        os.close(ending)
    return found
