"""A passphrase that is another one, or cannot be read: told by every command that needs it, and the state stays."""

import os
from pathlib import Path

import pytest

from tests.sandbox.cli.conftest import Shell

_OPENS_NOT = (
    "error: the passphrase does not open this state; set PULUMI_CONFIG_PASSPHRASE to the one it was made with\n"
)
_COMMANDS = [
    ("output", "dev"),
    ("preview", "dev"),
    ("up", "dev"),
    ("refresh", "dev"),
    ("destroy", "dev", "--yes"),
    ("import", "dev", "--file", "export.json"),
]


@pytest.fixture
def up(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A stack whose state holds a secret, made under the passphrase `first`."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "first")
    shell.stack.declare('Thing("a", word=pulumi.Output.secret("hush"))\n')
    shell.run("up", "dev")
    shell.run("export", "dev", "--file", "export.json")
    return shell


@pytest.mark.parametrize("command", _COMMANDS)
def test_another_passphrase_is_told_in_one_line(
    up: Shell, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = up.stack.state_text
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "second")
    assert up.refused(*command) == _OPENS_NOT
    assert up.result.stdout == ""
    assert up.stack.state_text == before


def test_so_is_one_in_a_file(up: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "passphrase").write_text("second\n")
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    assert up.refused("output", "dev") == _OPENS_NOT
    (tmp_path / "passphrase").write_text("first\n")
    up.run("output", "dev")


@pytest.mark.parametrize("command", _COMMANDS)
@pytest.mark.parametrize("made", ["mkdir", "a pipe", ""])
def test_a_passphrase_file_that_cannot_be_read_is_named_by_its_variable(
    up: Shell, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    file, before = tmp_path / "passphrase", up.stack.state_text
    if made == "mkdir":
        file.mkdir()
    elif made:
        os.mkfifo(file)
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", str(file))
    told = up.refused(*command)
    assert told.startswith(f"error: PULUMI_CONFIG_PASSPHRASE_FILE names {file}, which cannot be read")
    assert up.stack.state_text == before


def test_any_bytes_are_a_passphrase(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(b"\xff\xfe\n")
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", str(file))
    shell.stack.declare('Thing("a", word=pulumi.Output.secret("hush"))\n')
    shell.run("up", "dev")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "\udcff\udcfe")
    assert "no changes" in shell.run("preview", "dev", "--expect-no-changes")


def test_an_export_needs_none(up: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "second")
    assert '"ciphertext"' in up.run("export", "dev")
