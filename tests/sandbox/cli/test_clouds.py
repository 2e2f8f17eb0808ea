"""start, stop, status and env, with a real cloud."""

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cloud.process import Cloud
from tests.sandbox.cli.conftest import Shell
from tests.sandbox.engine.conftest import PROJECT

emulator = pytest.mark.emulator


@pytest.fixture
def nowhere(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """No cloud, and none from the environment."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    return shell


@pytest.fixture(scope="module")
def cloud_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a cloud that runs. Tests only look at it."""
    folder = tmp_path_factory.mktemp("cloud")
    with Cloud.start(folder):
        yield folder


@pytest.fixture
def running(nowhere: Shell, cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("STANDBY_SANDBOX_DIR", str(cloud_folder))
    return nowhere


@emulator
def test_a_cloud_is_started_found_and_stopped(nowhere: Shell) -> None:
    started = nowhere.run("start", "--port", "0")
    try:
        endpoint = re.search(r"running: (http://127\.0\.0\.1:\d+) \(cloud \S+\)", started)
        assert endpoint
        assert nowhere.json("status")["cloud"]["endpoint"] == endpoint[1]
    finally:
        stopped = nowhere.run("stop")
    assert stopped == f"stopped: {endpoint[1]}\n"
    assert nowhere.json("status")["cloud"] is None


@emulator
def test_a_second_start_says_that_it_runs_already(running: Shell) -> None:
    before = running.json("status")["cloud"]
    assert running.run("start") == f"already running: {before['endpoint']} (cloud {before['id']})\n"
    assert running.json("status")["cloud"] == before


def test_a_port_that_is_taken_is_named_with_the_option_that_helps(nowhere: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        text = nowhere.refused("start", "--port", str(port))
    assert f"port {port} is taken" in text
    assert "--port" in text
    assert nowhere.json("status")["cloud"] is None


def test_stop_where_nothing_runs_is_no_failure(nowhere: Shell) -> None:
    assert nowhere.run("stop") == "no cloud is running here\n"


def test_a_quiet_stop_says_nothing(nowhere: Shell) -> None:
    nowhere.run("stop", "--quiet")
    assert nowhere.result.output == ""


@emulator
def test_a_quiet_stop_stops_too(nowhere: Shell) -> None:
    nowhere.run("start", "--port", "0")
    nowhere.run("stop", "--quiet")
    assert nowhere.result.output == ""
    assert nowhere.json("status")["cloud"] is None


def test_stop_and_status_need_no_project(nowhere: Shell) -> None:
    (nowhere.stack.directory / "Pulumi.yaml").unlink()
    nowhere.run("stop")
    assert nowhere.json("status") == {"cloud": None, "stacks": []}


def test_status_lists_stacks_with_their_resources(shell: Shell) -> None:
    shell.stack.declare('Thing("a")')
    shell.run("up", "dev")
    assert shell.json("status")["stacks"] == [{"stack": "dev", "resources": 3}]
    assert shell.run("status").splitlines()[1:] == ["dev\t3"]


def test_status_tells_of_a_state_that_cannot_be_read(shell: Shell) -> None:
    shell.stack.backend.write(PROJECT, "dev", "{")
    (entry,) = shell.json("status")["stacks"]
    assert entry["resources"] is None
    assert "not a readable state" in entry["error"]
    assert "not a readable state" in shell.run("status")


def test_env_without_a_cloud_says_how_to_start_one(nowhere: Shell) -> None:
    assert "start one with: python -m sandbox start" in nowhere.refused("env")
    assert nowhere.result.stdout == "", "nothing that a shell would evaluate"


@emulator
def test_env_sets_what_clients_read(running: Shell) -> None:
    evaluated = _evaluate(running.run("env", "--region", "us-west-2"))
    assert evaluated["AWS_ENDPOINT_URL"] == running.json("status")["cloud"]["endpoint"]
    assert evaluated["AWS_REGION"] == evaluated["AWS_DEFAULT_REGION"] == "us-west-2"
    assert evaluated["AWS_ACCESS_KEY_ID"]
    assert running.json("env", "--region", "us-west-2").items() <= evaluated.items()


@emulator
@pytest.mark.parametrize("region", ["us-east-1; touch pwned", "$(touch pwned)", "`touch pwned`", "a'b\"c", "a b"])
def test_what_env_prints_is_safe_to_evaluate(running: Shell, region: str, tmp_path: Path) -> None:
    assert _evaluate(running.run("env", "--region", region), tmp_path)["AWS_REGION"] == region
    assert not (tmp_path / "pwned").exists()


def _evaluate(exports: str, folder: Path | None = None) -> dict[str, str]:
    """What a shell's environment is after `eval`."""
    script = 'eval "$1"; exec "$2" -c "import json, os; print(json.dumps(dict(os.environ)))"'
    finished = subprocess.run(
        ["/bin/sh", "-c", script, "sh", exports, os.environ.get("PULUMI_PYTHON_CMD", "python3")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(finished.stdout)
    return found


@emulator
def test_env_acts_as_a_role_that_is_named(running: Shell) -> None:
    evaluated = _evaluate(running.run("env", "--as", "platform-operator"))
    assert evaluated["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert evaluated["AWS_SESSION_TOKEN"]
