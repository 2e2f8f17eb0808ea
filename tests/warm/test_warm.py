"""A process that is forked from the warm server is, for whoever started it, one that was started as ever."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack_files import ROOT
from tests.warm.run import warm
from tests.warm.starting import Popen, wanted

pytestmark = pytest.mark.xdist_group("warm")
_SANDBOX = [sys.executable, "-m", "sandbox"]


def _ran(words: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "COLUMNS": "100", "STANDBY_SANDBOX_DIR": str(folder)}
    return subprocess.run([*_SANDBOX, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [["--help"], ["no-such-command"], ["env"]], ids=" ".join)
def test_it_says_the_same_and_ends_the_same(tmp_path: Path, words: list[str]) -> None:
    cold = _ran(words, tmp_path)
    with warm():
        found = _ran(words, tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (cold.returncode, cold.stdout, cold.stderr)
    assert found.stdout + found.stderr


@pytest.fixture
def waiting() -> Iterator[Popen]:
    """A command that reads what nobody writes."""
    with warm():
        process = subprocess.Popen(
            [sys.executable, "-m", "operations", "gate", "/dev/stdin"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    assert isinstance(process, Popen)
    with process:
        yield process


def test_a_signal_ends_it(waiting: Popen) -> None:
    assert waiting.poll() is None
    waiting.kill()
    assert waiting.wait() == -signal.SIGKILL


def test_whoever_hangs_up_ends_it(waiting: Popen) -> None:
    assert waiting.poll() is None
    assert waiting._connection
    waiting._connection.shutdown(socket.SHUT_WR)
    assert waiting.stdout.read() == b""
    assert waiting.wait() == -signal.SIGTERM


@pytest.mark.parametrize(
    "words",
    [
        [sys.executable, "-c", "print()"],
        [sys.executable, "-m", "tests.warm"],
        [sys.executable, "-SE", "-m", "sandbox"],
        ["sandbox"],
        "sandbox",
    ],
    ids=str,
)
def test_what_it_has_not_loaded_is_started_as_ever(words: list[str] | str) -> None:
    assert wanted(words, ROOT, {}) is None


def test_a_copy_of_the_program_with_code_of_its_own_is_started_as_ever(tmp_path: Path) -> None:
    assert wanted(_SANDBOX, tmp_path, {}) is not None
    (tmp_path / "sandbox").mkdir()
    assert wanted(_SANDBOX, tmp_path, {}) is None
    assert wanted(_SANDBOX, ROOT, {"PYTHONPATH": str(tmp_path)}) is None
