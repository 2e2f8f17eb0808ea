"""A command that a job cancels takes down what it put up, and ends what it runs."""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from operations.cli.signals import ending_in_order
from operations.errors import OperationError
from operations.planning.processes import run
from operations.pull_request.engine import Sandbox, sandbox
from tests.stack_files import ROOT

BOTH = [signal.SIGTERM, signal.SIGINT]
# Holds the pipe open for as long as it lives, and says so where nobody ends it.
_PLANNER = """
import sys, threading
pipe = open({pipe!r}, "w")
pipe.write("begun")
pipe.flush()
threading.Event().wait(60)
pipe.write("late")
"""


def test_a_signal_unwinds_what_was_put_up() -> None:
    with pytest.raises(SystemExit) as ended, ending_in_order(), tempfile.TemporaryDirectory() as folder:
        os.kill(os.getpid(), signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM
    assert not Path(folder).exists()


def test_ctrl_c_means_what_it_always_means() -> None:
    with pytest.raises(KeyboardInterrupt), ending_in_order():
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("number", BOTH)
def test_afterwards_a_signal_means_what_it_meant(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with ending_in_order():
        assert signal.getsignal(number) != before
    assert signal.getsignal(number) == before


@pytest.mark.parametrize("number", BOTH)
def test_a_cancelled_command_leaves_no_process_and_no_traceback(number: signal.Signals, tmp_path: Path) -> None:
    """The signal goes to the command alone, while a planner of its own runs in one of its threads."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    planner = shlex.join([sys.executable, "-c", _PLANNER.format(pipe=str(pipe))])
    words = ["compare", "--folder", str(ROOT), "--planner", f"{planner} {{stack}}"]
    with subprocess.Popen(
        [sys.executable, "-m", "operations", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        with pipe.open() as begun:
            assert begun.read(5) == "begun"
            command.send_signal(number)
            # The end of the pipe: nobody is left who holds it open.
            assert set(begun.read().replace("begun", "")) == set()
        _, said = command.communicate()
    assert command.returncode == 128 + number, said
    assert [line for line in said.splitlines() if line.startswith("error")] == [
        f"error: {number.name} ended this before it was done, and with it what it had started; run it again"
    ]
    assert "Traceback" not in said


@pytest.mark.parametrize("number", BOTH)
@pytest.mark.parametrize("command", ["operations", "sandbox"])
def test_a_command_that_is_still_loading_says_that_it_was_ended(
    command: str, number: signal.Signals, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A stand-in for the first library that takes a while."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "typer.py").write_text(_PLANNER.format(pipe=str(pipe)))
    # Whoever runs the tests in the background has made this process ignore Ctrl-C, and so would this one.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with subprocess.Popen(
        [sys.executable, "-m", command, "--help"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        with pipe.open() as begun:
            assert begun.read(5) == "begun"
            process.send_signal(number)
            assert begun.read() == ""
        _, said = process.communicate()
    assert process.returncode == 128 + number
    assert len(said.splitlines()) == 1
    assert said.startswith("error: ")
    assert said.endswith("; run it again\n")


def test_a_program_that_was_being_started_meanwhile_is_ended_too(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "import threading; threading.Event().wait(60)"]

    def command() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            assert run(sleeper, folder=tmp_path).code == -signal.SIGTERM

    with pytest.raises(SystemExit), ending_in_order():
        command()
    assert run([sys.executable, "-c", ""], folder=tmp_path).code == 0


_PULUMI_YAML = "name: standby\nruntime: python\n"
_STACK_YAML = """
config:
  standby:region: us-east-1
  standby:home: us-east-1
  standby:peer: {stack: dr-west}
"""


@pytest.mark.parametrize("number", BOTH)
def test_a_program_that_is_only_listed_is_not_waited_for(
    number: signal.Signals, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "Pulumi.yaml").write_text(_PULUMI_YAML)
    (tmp_path / "Pulumi.prod-east.yaml").write_text(_STACK_YAML)
    (tmp_path / "__main__.py").write_text(_PLANNER.format(pipe=str(pipe)))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "declared", "prod-east"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        with pipe.open() as begun:
            assert begun.read(5) == "begun"
            process.send_signal(number)
            assert begun.read() == ""
        _, said = process.communicate()
    assert said.splitlines() == [
        "error: interrupted before it was done, and what it had started is ended; run it again"
    ]


def test_a_report_that_is_cancelled_says_that_and_not_that_its_cloud_could_not_be_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(_: Sandbox, __: Path, *arguments: str) -> None:
        if arguments[0] == "stop":
            msg = "python -m sandbox stop failed"
            raise OperationError(msg)

    monkeypatch.setattr(Sandbox, "_run", refuse)
    with pytest.raises(KeyboardInterrupt), sandbox(tmp_path, tmp_path):
        raise KeyboardInterrupt
    with pytest.raises(OperationError, match="stop failed"), sandbox(tmp_path, tmp_path):
        pass
