"""Whatever a person can act on ends a command with one sentence, and no traceback."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from operations.cli.app import app
from operations.cli.error_reporting import DEFECT, TRACEBACK, sentence, told
from operations.errors import OperationError
from operations.inputs.stack_file import settings_in_a_pair, settings_of
from operations.pull_request.checkout import merge_base
from tests.stack_files import HOME, PEER, ROOT, STACKS


def _profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_PROFILE", "nobody")


def _config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))


@pytest.mark.parametrize(
    ("breaks", "says"),
    [(_profile, "The config profile (nobody) could not be found"), (_config, "Unable to parse config file")],
    ids=["profile", "file"],
)
def test_credentials_that_cannot_be_read_are_told_in_botocores_words(
    breaks: Callable[[pytest.MonkeyPatch, Path], None], says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    breaks(monkeypatch, tmp_path)
    result = CliRunner().invoke(app, ["prices", "refresh"])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {says}"), result.output
    assert len(result.stderr.splitlines()) == 1


def test_no_credentials_at_all_are_told_in_botocores_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    result = CliRunner().invoke(app, ["preflight", "--folder", str(ROOT)])
    assert result.exit_code == 2
    assert "Unable to locate credentials" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://aws.example")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    result = CliRunner().invoke(app, ["preflight", "--folder", str(ROOT)])
    assert result.exit_code == 2
    assert 'Failed to connect to proxy URL: "http://127.0.0.1:1"' in result.stderr


@pytest.mark.parametrize("address", ["nonsense", "http://", "http://[::1", "127.0.0.1:1"])
def test_an_address_that_is_none_is_told_with_where_it_stands(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    result = CliRunner().invoke(app, ["preflight", "--folder", str(ROOT)])
    assert result.exit_code == 2
    assert "AWS_ENDPOINT_URL" in result.stderr


def test_a_value_that_is_a_whole_document_makes_no_sentence_of_its_length() -> None:
    told = sentence(OperationError(f"the key {'a' * 20_000} is none"))
    assert len(told) < 2000
    assert "more characters" in told


def test_what_nobody_foresaw_is_called_a_defect_and_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("x")

    monkeypatch.delenv(TRACEBACK, raising=False)
    alone = typer.Typer()
    alone.command()(told(broken))
    result = CliRunner().invoke(alone, [])
    assert result.exit_code == DEFECT
    assert "a defect of its own (KeyError in test_error_reporting.py" in result.stderr
    monkeypatch.setenv(TRACEBACK, "1")
    assert isinstance(CliRunner().invoke(alone, []).exception, KeyError)


def settings(tmp_path: Path, text: bytes, project: bytes | None = None) -> str:
    (tmp_path / f"Pulumi.{HOME}.yaml").write_bytes(text)
    (tmp_path / "Pulumi.yaml").write_bytes(PROJECT if project is None else project)
    with pytest.raises(OperationError) as error:
        settings_of(tmp_path, HOME)
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


FILE, PROJECT = ((ROOT / name).read_bytes() for name in (f"Pulumi.{HOME}.yaml", "Pulumi.yaml"))


def test_values_of_a_stack_file_are_told_as_the_program_tells_them(tmp_path: Path) -> None:
    told = settings(tmp_path, FILE, PROJECT.replace(b"min_tasks: 6", b"min_tasks: -4"))
    line = PROJECT.splitlines().index(b"        min_tasks: 6") + 1
    assert told == f"{tmp_path}/Pulumi.yaml: line {line}: standby:workloads.web.min_tasks: is -4; write 3 or more"
    assert "pydantic" not in told
    assert "input_value" not in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FILE.decode().encode("utf-16"), "is no UTF-8"),
        (FILE + b"# caf\xe9\n", "is no UTF-8"),
        (b"config: []\n", "must hold keys with values"),
        (FILE + b"  standby:strategy: pilot-light\n", "standby:strategy"),
        (b"", "standby:"),
    ],
    ids=["UTF-16", "Latin-1", "a list", "a key twice", "nothing"],
)
def test_a_file_that_is_no_stack_file_is_refused_in_one_line(tmp_path: Path, text: bytes, says: str) -> None:
    assert says in settings(tmp_path, text)


def test_a_folder_without_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="name the stack's folder with --folder"):
        settings_of(tmp_path, HOME)


def _git(folder: Path, *words: str) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *words], cwd=folder, check=True, capture_output=True)


def test_a_shallow_clone_is_named_with_what_to_do(tmp_path: Path) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    _git(origin, "init", "-b", "main")
    _git(origin, "commit", "--allow-empty", "-m", "first")
    _git(origin, "switch", "-c", "branch")
    _git(origin, "commit", "--allow-empty", "-m", "second")
    _git(origin, "switch", "main")
    _git(origin, "commit", "--allow-empty", "-m", "third")
    _git(tmp_path, "clone", "--depth", "1", f"file://{origin}", str(clone))
    _git(clone, "fetch", "--depth", "1", "origin", "branch")
    with pytest.raises(OperationError, match=r"this clone is shallow.*fetch-depth: 0"):
        merge_base(clone, "FETCH_HEAD")


def test_histories_without_a_common_commit_are_told_apart_from_that(tmp_path: Path) -> None:
    _git(tmp_path, "init", "-b", "main")
    _git(tmp_path, "commit", "--allow-empty", "-m", "first")
    _git(tmp_path, "switch", "--orphan", "other")
    _git(tmp_path, "commit", "--allow-empty", "-m", "another")
    with pytest.raises(OperationError, match="no commit in common"):
        merge_base(tmp_path, "main")


@pytest.mark.parametrize(
    "command",
    [
        ["compare"],
        ["plan", "pilot-light"],
        ["switch", "pilot-light"],
        ["preflight"],
        ["status"],
        ["readiness"],
        ["failover", "--to", "us-west-2"],
        ["failback", "--to", "us-east-1"],
        ["drill"],
    ],
    ids=lambda command: command[0],
)
def test_every_mistake_in_a_stack_file_is_told_as_the_program_tells_it(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_bytes(PROJECT)
    for stack in STACKS:
        right = (ROOT / f"Pulumi.{stack}.yaml").read_text()
        wrong = right.replace("strategy: warm-standby", "strategy: warm-stanby").replace(":writer:", ":wrter:")
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(wrong)
    result = CliRunner().invoke(app, [*command, "--folder", str(tmp_path)])
    assert result.exit_code == (2 if command == ["preflight"] else 1), "1 of preflight is what an account lacks"
    (line,) = result.stderr.splitlines()
    assert line.startswith(
        f"error: {tmp_path}/Pulumi.{HOME}.yaml: line 4: standby:strategy: is 'warm-stanby'; "
        "write 'active-active', 'warm-standby' or 'pilot-light'; standby:writer: is missing; add it; "
        "line 7: standby:wrter: is not a known key; write one of: cache, "
    )


def _pair(folder: Path, peer: str) -> None:
    (folder / "Pulumi.yaml").write_bytes(PROJECT)
    (folder / f"Pulumi.{HOME}.yaml").write_bytes(FILE)
    (folder / f"Pulumi.{PEER}.yaml").write_text(peer)


@pytest.mark.parametrize(
    "command",
    [
        ["compare"],
        ["plan", "pilot-light"],
        ["switch", "pilot-light"],
        ["preflight"],
        ["drill", "--fault", "region-dark"],
    ],
    ids=lambda command: command[0],
)
def test_a_pair_that_differs_is_refused_before_anything_is_planned(command: list[str], tmp_path: Path) -> None:
    right = (ROOT / f"Pulumi.{PEER}.yaml").read_text()
    wrong = right.replace("strategy: warm-standby", "strategy: pilot-light") + "  standby:home: us-west-2\n"
    _pair(tmp_path, wrong)
    result = CliRunner().invoke(app, [*command, "--folder", str(tmp_path)])
    assert result.exit_code == (2 if command == ["preflight"] else 1)
    (line,) = result.stderr.splitlines()
    home = PROJECT.splitlines().index(b"  home:") + 4
    assert line == (
        f"error: {tmp_path}/Pulumi.{HOME}.yaml: line 4: standby:strategy: is warm-standby, and pilot-light in "
        f"Pulumi.{PEER}.yaml; both stacks need the same, so write one into both stack files; {tmp_path}/Pulumi.yaml: "
        f"line {home}: standby:home: is us-east-1, and us-west-2 in Pulumi.{PEER}.yaml; both stacks need the same, so "
        "write one into Pulumi.yaml, and take it out of the stack files"
    )


def test_a_pair_of_which_one_file_is_not_here_is_not_said_to_be_equal(tmp_path: Path) -> None:
    _pair(tmp_path, "")
    (tmp_path / f"Pulumi.{PEER}.yaml").unlink()
    told: list[str] = []
    assert settings_in_a_pair(tmp_path, HOME, told.append).is_home
    assert told == [
        f"Pulumi.{PEER}.yaml is not in the folder, so nothing says whether both stacks have the same settings"
    ]
