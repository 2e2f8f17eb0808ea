"""What the command line says of itself."""

import subprocess
import sys
from importlib import import_module

import pytest

from sandbox.cli import app
from sandbox.engine.process import REPOSITORY
from tests.sandbox.cli.conftest import Shell

COMMANDS = [
    *("start", "stop", "status", "env", "blackout", "calls", "rights"),
    *("lag", "quota", "promotions", "capacity", "push", "shop"),
    *("up", "preview", "destroy", "refresh", "declared"),
    *("output", "graph", "analyze", "export", "import", "remove"),
]


def test_help_lists_every_command(shell: Shell) -> None:
    text = shell.run("--help")
    assert [name for name in COMMANDS if f" {name} " not in text] == []
    assert set(app.COMMANDS) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(shell: Shell, command: str) -> None:
    module, _, function = app.COMMANDS[command][1].rpartition(".")
    said = getattr(import_module(f"sandbox.cli.{module}"), function).__doc__
    assert said
    assert said.split(":")[0] in " ".join(shell.run(command, "--help").replace("│", " ").split())


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("up", ["--json", "--yes", "--config", "--config-file", "--expect-no-changes", "--parallel", "--refresh"]),
        ("preview", ["--json", "--config", "--config-file", "--expect-no-changes", "--parallel", "--refresh"]),
        ("destroy", ["--json", "--yes", "--parallel"]),
        (
            "refresh",
            [
                *("--json", "--yes", "--parallel", "--expect-no-changes", "--preview-only"),
                *("--clear-pending-creates", "--target"),
            ],
        ),
        ("output", ["--json", "--show-secrets"]),
        ("status", ["--json"]),
        ("env", ["--json", "--region"]),
        ("blackout", ["--json", "--mode"]),
        ("calls", ["--json", "--region", "--since"]),
        ("start", ["--port"]),
        ("stop", ["--quiet"]),
        ("export", ["--file", "--history"]),
        ("import", ["--file", "--yes"]),
        ("remove", ["--yes"]),
    ],
)
def test_every_option_is_documented(shell: Shell, command: str, options: list[str]) -> None:
    text = shell.run(command, "--help")
    assert [option for option in options if option not in text] == []


@pytest.mark.parametrize(
    "arguments", [("nosuch",), ("up",), ("up", "dev", "--parallel", "0"), ("import", "dev"), ("up", "dev", "--nosuch")]
)
def test_a_command_that_is_used_wrongly_ends_with_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell.run(*arguments, code=2)
    assert "Usage:" in shell.result.stderr


def test_the_module_runs_as_the_readme_says() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "sandbox", "--help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert "An AWS on this machine" in finished.stdout
