"""output, export, import and remove: what is in a state, and what may be put into one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.cli.conftest import Shell
from tests.sandbox.engine.conftest import PROJECT

_PROGRAM = """
a = Thing("a")
pulumi.export("arn", a.arn)
pulumi.export("list", [1, "two"])
pulumi.export("long", "x" * 300)
pulumi.export("word", pulumi.Output.secret("hush"))
"""


@pytest.fixture
def up(shell: Shell) -> Shell:
    shell.stack.declare(_PROGRAM)
    shell.run("up", "dev")
    return shell


def test_outputs_are_plain_lines_in_a_pipe(up: Shell) -> None:
    assert up.run("output", "dev").splitlines() == [
        "arn\tarn:a-1",
        'list\t[1, "two"]',
        f"long\t{'x' * 300}",
        "word\t[secret]",
    ]


def test_outputs_in_json_are_values(up: Shell) -> None:
    assert up.json("output", "dev") == {"arn": "arn:a-1", "list": [1, "two"], "long": "x" * 300, "word": "[secret]"}


def test_one_output_is_printed_as_it_is(up: Shell) -> None:
    assert up.run("output", "dev", "arn") == "arn:a-1\n"
    assert up.json("output", "dev", "list") == [1, "two"]


def test_secrets_are_shown_when_asked_for(up: Shell) -> None:
    assert up.run("output", "dev", "word") == "[secret]\n"
    assert up.run("output", "dev", "word", "--show-secrets") == "hush\n"


def test_an_output_that_is_not_there_is_named_beside_those_that_are(up: Shell) -> None:
    assert "no output 'nosuch'; it has: arn, list, long, word" in up.refused("output", "dev", "nosuch")


@pytest.mark.parametrize("command", [("output", "nosuch"), ("export", "nosuch"), ("remove", "nosuch")])
def test_a_stack_without_a_state_is_named_beside_those_with_one(up: Shell, command: tuple[str, ...]) -> None:
    assert "'nosuch' has no state" in up.refused(*command)
    assert "stacks with one: dev" in up.result.stderr


@pytest.mark.parametrize("command", [("output", "dev"), ("export", "dev"), ("status",), ("remove", "dev")])
def test_looking_at_states_needs_no_cloud(up: Shell, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    up.run(*command)


def test_an_export_holds_no_secret_in_plain(up: Shell) -> None:
    document = json.loads(up.run("export", "dev"))
    assert document["version"] == 3
    assert document["deployment"]["resources"][0]["urn"].endswith("proj-dev")
    assert "hush" not in up.result.stdout


def test_an_export_taken_back_is_the_same_state(up: Shell, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    up.run("export", "dev", "--file", str(file))
    before = up.stack.state
    up.run("remove", "dev")
    assert "imported 3 resources into dev" in up.run("import", "dev", "--file", str(file))
    assert up.stack.state == before
    assert json.loads(up.run("export", "dev")) == json.loads(file.read_text())
    assert "no changes" in up.run("preview", "dev", "--expect-no-changes")


def test_an_import_keeps_what_was_there_as_backup(up: Shell, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    up.run("export", "dev", "--file", str(file))
    up.stack.declare("")
    up.run("up", "dev")
    before = up.stack.state_text
    up.run("import", "dev", "--file", str(file))
    assert up.stack.backend.path(PROJECT, "dev").with_name("dev.json.bak").read_text() == before


def _without_urn(document: dict[str, Any]) -> None:
    del document["deployment"]["resources"][1]["urn"]


def _of_another_stack(document: dict[str, Any]) -> None:
    document["deployment"]["resources"][1]["urn"] = "urn:pulumi:other::proj::t::n"


def _of_another_version(document: dict[str, Any]) -> None:
    document["version"] = 4


def _twice(document: dict[str, Any]) -> None:
    document["deployment"]["resources"].append(document["deployment"]["resources"][-1])


def _of_another_passphrase(document: dict[str, Any]) -> None:
    document["deployment"]["secrets_providers"]["state"]["salt"] = "v1:AAAAAAAAAAA=:v1:AAAAAAAAAAAAAAAA:AAAA"


def _with_a_list_for_outputs(document: dict[str, Any]) -> None:
    document["deployment"]["resources"][-1]["outputs"] = ["arn"]


def _of_another_secrets_provider(document: dict[str, Any]) -> None:
    document["deployment"]["secrets_providers"]["type"] = "awskms"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_without_urn, "is not an exported stack"),
        (_of_another_stack, "holds resources of proj/other, not of proj/dev"),
        (_of_another_version, "is an export of version 4, and this engine reads 3"),
        (_twice, "duplicate resource"),
        (_of_another_passphrase, "passphrase"),
        (_of_another_secrets_provider, "awskms"),
        (_with_a_list_for_outputs, ".outputs is ['arn'], and Pulumi reads a map there"),
    ],
)
def test_an_export_that_does_not_fit_is_refused_and_nothing_is_changed(
    up: Shell,
    tmp_path: Path,
    damage: Callable[[dict[str, Any]], None],
    told: str,
) -> None:
    document = json.loads(up.run("export", "dev"))
    damage(document)
    file = tmp_path / "export.json"
    file.write_text(json.dumps(document))
    before = up.stack.state_text
    assert told in up.refused("import", "dev", "--file", str(file))
    assert up.stack.state_text == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 3}', '{"version": 3, "deployment": 1}'])
def test_a_file_that_is_no_export_is_refused(up: Shell, tmp_path: Path, text: str) -> None:
    file = tmp_path / "export.json"
    file.write_text(text)
    assert "is not an exported stack" in up.refused("import", "dev", "--file", str(file))


def test_a_file_that_is_not_there_is_named(up: Shell) -> None:
    assert "nowhere.json is not an exported stack" in up.refused("import", "dev", "--file", "nowhere.json")


@pytest.mark.parametrize("command", [("import", "dev", "--file", "export.json"), ("remove", "dev")])
def test_a_stack_that_is_held_is_left_alone(up: Shell, command: tuple[str, ...]) -> None:
    up.run("export", "dev", "--file", "export.json")
    before = up.stack.state_text
    with up.stack.backend.lock(PROJECT, "dev"):
        assert "dev is held by process" in up.refused(*command)
    assert up.stack.state_text == before


def test_an_import_belongs_to_the_cloud_that_runs_now(up: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    up.run("export", "dev", "--file", "export.json")
    up.stack.backend.record_cloud(PROJECT, "dev", "gone")
    up.run("import", "dev", "--file", "export.json")
    assert up.stack.backend.recorded_cloud(PROJECT, "dev") is None, "none of ours runs, so it belongs to none"
    monkeypatch.setattr("sandbox.cli.place.cloud_id_at", lambda _: "this one")
    up.run("import", "dev", "--file", "export.json")
    assert up.stack.backend.recorded_cloud(PROJECT, "dev") == "this one"


def test_remove_forgets_the_state_and_not_the_cloud(up: Shell) -> None:
    assert "forgot the state of dev; a backup is in" in up.run("remove", "dev")
    assert list(up.stack.cloud.things) == ["a-1"]
    assert up.json("status")["stacks"] == []


def test_a_folder_that_cannot_be_written_to_is_named(up: Shell) -> None:
    assert "nowhere" in up.refused("export", "dev", "--file", "nowhere/export.json")
