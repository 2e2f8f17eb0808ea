"""The sandbox and `standby` read each file as the pulumi CLI was seen to read it, and refuse what it refuses.

`observed.json` was written by `python -m tests.pulumi_yaml.observe`; test_real_engine.py asks the CLI again.
"""

import json
import shutil
from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.inputs.stack_file import settings_of
from pulumi_yaml import PulumiYamlError, configuration_of, read, text_of
from sandbox.engine.configuration import Configuration
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project
from tests.pulumi_yaml.cases import STRICTER, files
from tests.pulumi_yaml.cli import PASSPHRASE, project_text
from tests.pulumi_yaml.observe import observed
from tests.stack_files import HOME, ROOT

FILES = files()
OBSERVED = observed()
TAKEN = [name for name, said in OBSERVED.items() if "values" in said]
REFUSED = [name for name, said in OBSERVED.items() if "refused" in said]


def configure(folder: Path, config: str, stack: str) -> Configuration:
    (folder / "Pulumi.yaml").write_bytes(project_text(config, language="python").encode())
    (folder / "Pulumi.dev.yaml").write_bytes(stack.encode())
    return Project.load(folder).configuration("dev", file=None, overrides={})


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)


def test_every_case_was_asked_of_the_cli() -> None:
    assert list(FILES) == list(OBSERVED)
    assert len(FILES) > 400


def read_alone(text: str) -> dict[str, str] | None:
    try:
        return {key: text_of(value, str) for key, value in configuration_of(read(text), "proj").items()}
    except PulumiYamlError:
        return None


def test_the_reader_alone_agrees_with_the_cli_in_every_case() -> None:
    plain = {
        name: said.get("values")
        for name, said in OBSERVED.items()
        if not name.startswith("project: ") and "secret" not in name
    }
    found = {name: read_alone(FILES[name][1]) for name in plain}
    assert {name: value for name, value in found.items() if value != plain[name]} == {}


@pytest.mark.parametrize("name", TAKEN)
def test_the_sandbox_gives_a_program_what_the_cli_gives_it(tmp_path: Path, name: str) -> None:
    found = configure(tmp_path, *FILES[name])
    assert (found.values, list(found.secret_keys)) == (OBSERVED[name]["values"], OBSERVED[name]["secret"])


@pytest.mark.parametrize("name", REFUSED)
def test_the_sandbox_refuses_what_the_cli_refuses(tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError):
        configure(tmp_path, *FILES[name])


@pytest.mark.parametrize("text", STRICTER)
def test_what_the_cli_reads_by_chance_or_drops_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EngineError, match=r"one key|is no text|already there|part of the tag"):
        configure(tmp_path, "{}", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "config:\n  proj:a: 1\n  proj:a: 2\n",
            "line 3: the key proj:a is already there, in line 2; keep one of the two",
        ),
        ("config:\n  proj:a: {b: !!int 5.5}\n", "line 2: '5.5' is !!float, and its tag says !!int; take the tag out"),
        ("config:\n\tproj:a: 1\n", "line 2: is not readable YAML: found character that cannot start any token"),
        ("config:\n  proj:a: .inf\n", "proj:a: inf is no number that JSON has; write a finite one, or quote it"),
        ("config:\n  proj:a: {b: [.nan]}\n", "proj:a: nan is no number that JSON has"),
        ("config:\n  proj:a: {[x]: 1}\n", "line 2: a list is no key; write a text"),
        ("config:\n  proj:a: {<<: x}\n", "line 2: << takes a map, or a list of maps; name one"),
        ("config:\n  proj:a: {1: x, 1.0: y}\n", "line 2: the key 1 is already there, written in another way"),
    ],
)
def test_a_refusal_names_the_line_and_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(EngineError) as refused:
        configure(tmp_path, "{}", text)
    assert "Pulumi.dev.yaml" in str(refused.value)
    assert told in str(refused.value)


def test_aliases_of_aliases_are_not_followed_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(PulumiYamlError, match="aliases multiply"):
        read("\n".join(lines))


def test_standby_reads_a_stack_file_by_the_same_rules(tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.yaml").read_text()
    written = text.replace("min_acu: 2\n", "min_acu:\t0o2\n").replace("max_acu: 64\n", "max_acu: 0x40\n")
    written = written.replace("window_seconds: 300\n", "window_seconds: 3e2\n")
    assert written.count("0o2") == written.count("0x40") == written.count("3e2") == 1
    shutil.copy(ROOT / f"Pulumi.{HOME}.yaml", tmp_path)
    (tmp_path / "Pulumi.yaml").write_text(written)
    assert settings_of(tmp_path, HOME) == settings_of(ROOT, HOME)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("max_acu: 64\n", "max_acu: 64\n      max_acu: 32\n", "the key max_acu is already there"),
        ("instances: 3\n", "instances: 1_0:0\n", "database.instances"),
        ("default: us-east-1\n", "default: {secure: v1:x}\n", "is encrypted"),
        ('engine_version: "16.8"\n', "engine_version: 16.8\n", "database.engine_version"),
        ("rto: 30m\n", "rto: 30:00\n", "objectives.rto"),
    ],
)
def test_standby_refuses_what_the_program_would_refuse(tmp_path: Path, old: str, new: str, told: str) -> None:
    shutil.copy(ROOT / f"Pulumi.{HOME}.yaml", tmp_path)
    text = (ROOT / "Pulumi.yaml").read_text()
    assert text.count(old) == 1
    (tmp_path / "Pulumi.yaml").write_text(text.replace(old, new))
    with pytest.raises(OperationError, match=told):
        settings_of(tmp_path, HOME)


def test_a_stack_file_says_the_same_to_the_cli_once_it_is_json() -> None:
    texts = {
        key: text_of(value, str)
        for key, value in configuration_of(read((ROOT / f"Pulumi.{HOME}.yaml").read_text()), "standby").items()
    }
    rewritten = json.dumps(
        {"config": {key: json.loads(text) if text[:1] in "{[" else text for key, text in texts.items()}}
    )
    again = configuration_of(read(rewritten), "standby")
    assert {key: text_of(value, str) for key, value in again.items()} == texts
