"""The commands in this process, over a small stack of the engine's tests."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from sandbox.cli.app import app
from tests.sandbox.engine.conftest import (  # noqa: F401 - fixtures
    Stack,
    _quick_keys,
    _warm,
    cloud,
    providers,
    stack,
    warm_programs,
)

# Nothing answers here; what is not one of our clouds has no identity.
NOBODY = "http://127.0.0.1:9"


@dataclass
class Shell:
    """Runs `python -m sandbox ...` in the stack's folder and keeps what it wrote."""

    stack: Stack

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command that must end with `code`; returns what it wrote to stdout."""
        self.result = CliRunner().invoke(app, arguments)
        ended = self.result.exit_code
        assert ended == code, f"{arguments} ended with {ended}:\n{self.result.output}\n{self.result.exception!r}"
        return self.result.stdout

    def refused(self, *arguments: str) -> str:
        """Run a command that must fail; returns what it wrote to stderr."""
        self.run(*arguments, code=1)
        return self.result.stderr

    def json(self, *arguments: str, code: int = 0) -> Any:  # noqa: ANN401 - JSON
        """Run a command with --json; its stdout is one JSON document and nothing else."""
        return json.loads(self.run(*arguments, "--json", code=code))


@pytest.fixture
def shell(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Shell:  # noqa: F811 - the fixture
    monkeypatch.chdir(stack.directory)
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOBODY)
    monkeypatch.setenv("STANDBY_SANDBOX_DIR", str(stack.directory))
    return Shell(stack)
