"""A stack file over Pulumi.yaml: what a stack is given, and in which file and line a mistake is.

How the CLI puts the two together is observed in tests/pulumi_yaml.
"""

import shutil
from pathlib import Path

import pytest

from pulumi_yaml import PulumiYamlError
from settings.stack_files import StackFile
from tests.stack_files import HOME, ROOT

PROJECT = """name: standby
runtime: python
config:
  domain: {type: string, default: shop.example.com}
  database:
    type: object
    default:
      name: shop
      zones:
        - one
        - two
  standby:edge:
    value:
      stale_seconds: 600
  cache: short
"""


def written(folder: Path, stack: str, project: str = PROJECT) -> StackFile:
    (folder / "Pulumi.yaml").write_text(project)
    (folder / "Pulumi.dev.yaml").write_text(stack)
    return StackFile.read(folder, "acme/standby/dev")


def test_a_stack_has_what_its_file_says_and_what_the_project_says_of_the_rest(tmp_path: Path) -> None:
    file = written(tmp_path, "config:\n  standby:domain: other.example.com\n  aws:region: us-east-1\n")
    assert file.texts == {
        "standby:domain": "other.example.com",
        "standby:database": '{"name":"shop","zones":["one","two"]}',
        "standby:edge": '{"stale_seconds":600}',
        "standby:cache": "short",
    }


def test_a_group_of_the_stack_file_stands_for_the_whole_and_what_it_leaves_out_is_known(tmp_path: Path) -> None:
    file = written(tmp_path, "config:\n  standby:database: {name: store}\n  standby:edge: {stale_seconds: 1}\n")
    assert file.texts["standby:database"] == '{"name":"store"}'
    assert list(file.partial()) == [("database", ["zones"])]


@pytest.mark.parametrize(
    ("key", "name", "line"),
    [
        ("domain", "Pulumi.yaml", 4),
        ("database.name", "Pulumi.yaml", 8),
        ("database.zones.1", "Pulumi.yaml", 11),
        ("database.zones.7", "Pulumi.yaml", 9),
        ("database.missing.below", "Pulumi.yaml", 7),
        ("edge.stale_seconds", "Pulumi.yaml", 14),
        ("cache", "Pulumi.yaml", 15),
        ("network.cidr", "Pulumi.dev.yaml", 4),
        ("writer", "Pulumi.dev.yaml", 2),
        ("nowhere", "Pulumi.dev.yaml", None),
    ],
)
def test_a_mistake_is_in_the_file_that_gives_the_key_and_in_its_line(
    tmp_path: Path, key: str, name: str, line: int | None
) -> None:
    file = written(tmp_path, "config:\n  writer: us-east-1\n  standby:network: &n\n    cidr: x\n  standby:peer: *n\n")
    place = file.place(key)
    assert (place.file, place.line) == (tmp_path / name, line)


def test_a_value_in_both_files_is_the_stack_files(tmp_path: Path) -> None:
    file = written(tmp_path, "config:\n  standby:database:\n    name: 1\n")
    assert file.place("database.name").file.name == "Pulumi.dev.yaml"
    assert file.place("database.zones").line == 2


@pytest.mark.parametrize(
    ("project", "stack", "told"),
    [
        (PROJECT, "config: []\n", "Pulumi.dev.yaml: config: must hold keys"),
        (PROJECT + "  cache: again\n", "", "Pulumi.yaml: line 16: the key cache is already there, in line 15"),
        (PROJECT + "  standby:cache: x\n", "", "Pulumi.yaml: standby:cache and cache are one key"),
        (PROJECT + "  a: {value: 1, default: 2}\n", "", "Pulumi.yaml: a has a value and a default; keep one"),
        (PROJECT + "  a: {value: {secure: x}}\n", "", "Pulumi.yaml: a is encrypted"),
        (PROJECT + "  5: x\n", "", "Pulumi.yaml: the key 5 is no text"),
        ("config: [a]\n", "", "Pulumi.yaml: config: must hold keys with values"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, project: str, stack: str, told: str) -> None:
    with pytest.raises(PulumiYamlError) as refused:
        written(tmp_path, stack, project)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("project", "stack", "name"),
    [
        (PROJECT, "config:\n  standby:a: {secure: v1:x}\n", "Pulumi.dev.yaml"),
        (PROJECT + "  a: [.nan]\n", "", "Pulumi.yaml"),
    ],
)
def test_a_value_that_no_program_can_be_given_is_named_with_its_file(
    tmp_path: Path, project: str, stack: str, name: str
) -> None:
    with pytest.raises(PulumiYamlError, match=f"{name}: "):
        _ = written(tmp_path, stack, project).texts


def test_a_stack_file_of_all_settings_says_the_same_without_the_projects(tmp_path: Path) -> None:
    """As stack files were before Pulumi.yaml held what both share."""
    whole = StackFile.read(ROOT, HOME)
    lines = [f"  {key}: {text if text[0] in '[{' else repr(text)}" for key, text in whole.texts.items()]
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    (tmp_path / f"Pulumi.{HOME}.yaml").write_text("\n".join(["config:", *lines]))
    file = StackFile.read(tmp_path, HOME)
    assert file.given == whole.given
    assert file.own.given.keys() > whole.own.given.keys()
    assert list(file.partial()) == []
