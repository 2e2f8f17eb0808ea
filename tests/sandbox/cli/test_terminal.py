"""On a terminal: colours, a live line, and a question before anything is done."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping

import pytest

from sandbox.engine.process import REPOSITORY
from tests.sandbox.cli.conftest import Shell

_ESCAPE = "\x1b["


@pytest.fixture
def declared(shell: Shell) -> Shell:
    shell.stack.declare('Thing("a")')
    return shell


def _on_a_terminal(shell: Shell, *arguments: str, answer: str = "", changes: Mapping[str, str] | None = None) -> str:
    """What `python -m sandbox` writes on a terminal of its own; `answer` is typed at the question."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color", **(changes or {})}
    terminal, program_side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=shell.stack.directory,
        env=environment,
        stdin=program_side,
        stdout=program_side,
        stderr=program_side,
        start_new_session=True,
    )
    os.close(program_side)
    written = b""
    with open(terminal, "r+b", buffering=0) as screen:  # noqa: PTH123 - a descriptor
        while True:
            try:
                part = screen.read(65536)
            except OSError:  # how a terminal says that nobody holds its other end any more
                break
            written += part or b""
            if answer and b"[y/N]" in written:
                screen.write(f"{answer}\n".encode())
                answer = ""
    return f"{written.decode(errors='replace')}\nexit {process.wait()}"


def test_a_no_leaves_everything_as_it_is(declared: Shell) -> None:
    text = _on_a_terminal(declared, "up", "dev", answer="n")
    assert "+ create  testing:index:Thing  a" in text, "the plan is shown before the question"
    assert "Bring dev to this? [y/N]" in text
    assert "exit 1" in text
    assert declared.stack.cloud.things == {}


def test_a_yes_does_it(declared: Shell) -> None:
    text = _on_a_terminal(declared, "up", "dev", answer="y")
    assert "2 created" in text
    assert "exit 0" in text
    assert list(declared.stack.cloud.things) == ["a-1"]


@pytest.mark.parametrize("command", ["destroy", "refresh", "remove"])
def test_commands_that_lose_something_ask_too(declared: Shell, command: str) -> None:
    declared.run("up", "dev")
    declared.stack.cloud.things["a-1"]["label"] = "drifted"
    before = declared.stack.state_text
    assert "exit 1" in _on_a_terminal(declared, command, "dev", answer="n")
    assert declared.stack.state_text == before
    assert list(declared.stack.cloud.things) == ["a-1"]


def test_yes_asks_nothing(declared: Shell) -> None:
    text = _on_a_terminal(declared, "up", "dev", "--yes")
    assert "[y/N]" not in text
    assert "exit 0" in text


def test_a_terminal_gets_colours_and_a_live_line(declared: Shell) -> None:
    text = _on_a_terminal(declared, "up", "dev", "--yes")
    assert f"{_ESCAPE}32m+ create" in text
    assert "up dev:" in text


def test_no_color_is_respected(declared: Shell) -> None:
    text = _on_a_terminal(declared, "up", "dev", "--yes", changes={"NO_COLOR": "1"})
    assert f"{_ESCAPE}32m" not in text
    assert "+ create  testing:index:Thing  a" in text


def test_a_pipe_gets_no_escape_codes(declared: Shell) -> None:
    assert _ESCAPE not in declared.run("up", "dev")
    assert _ESCAPE not in declared.run("preview", "dev")
    assert _ESCAPE not in declared.run("status")
