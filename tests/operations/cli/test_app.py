"""Which commands there are, and that one of them does not wait for what only others need."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from operations.cli.app import NAMES, app
from tests.stack_files import ROOT


def test_help_lists_every_command_with_what_it_does() -> None:
    text = CliRunner().invoke(app, ["--help"]).stdout
    assert [name for name in NAMES if f" {name} " not in text] == []
    assert "Show both regions on one screen" in text


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_how_it_is_used(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f" {name} [OPTIONS]" in result.stdout


def test_who_mistypes_is_told_what_is_near() -> None:
    result = CliRunner().invoke(app, ["statsu"])
    assert result.exit_code == 2
    assert "Did you mean 'status'?" in result.stderr


def test_a_look_asks_the_engine_before_it_loads_the_clients_of_aws() -> None:
    """Loading them takes as long as an engine's answer, and is done meanwhile."""
    code = "import sys, operations.cli.app, operations.cli.status; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "operations.live.stack_state" in loaded
    assert loaded & {"boto3", "botocore", "rich.table", "operations.cli.drill"} == set()
