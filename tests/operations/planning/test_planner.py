"""Planning by another process: what it is told, and that nothing that stands in the folder is changed by it."""

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.planning.planner import document, plan

# As `pulumi preview --config` does: what it is given is kept in the file that it reads.
_WRITES = """
import json, pathlib, sys
words = sys.argv[1:]
file = pathlib.Path(words[words.index("--config-file") + 1] if "--config-file" in words else f"Pulumi.{words[0]}.yaml")
given = [after for before, after in zip(words, words[1:]) if before == "--config"]
read = file.read_text()
file.write_text(read + "written: by the planner\\n")
print(json.dumps({"steps": [], "read": read, "given": given, "path": "--config-path" in words}))
"""
_FILE = "config:\n  standby:strategy: warm-standby  # why\n"


def planned(folder: Path, script: str = _WRITES) -> Mapping[str, object]:
    command = [sys.executable, "-c", script, "{stack}"]
    return plan(command, stack="dr-west", strategy="pilot-light", full_size_region="us-east-1", folder=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.dr-west.yaml").write_text(_FILE)
    return tmp_path


def test_a_planner_that_keeps_its_configuration_keeps_it_in_a_copy(folder: Path) -> None:
    read = planned(folder)
    assert read["read"] == _FILE
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"Pulumi.dr-west.yaml": _FILE}


def test_it_is_told_strategy_primary_and_no_bounds_by_paths(folder: Path) -> None:
    read = planned(folder)
    assert read["path"] is True
    assert read["given"] == [
        "standby:strategy=pilot-light",
        "standby:full_size_region=us-east-1",
        "standby:objectives.rto=24h",
        "standby:objectives.rpo=24h",
    ]


def test_a_stack_without_a_file_is_refused_before_the_planner_runs(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match=r"Pulumi\.dr-west\.yaml cannot be read"):
        planned(tmp_path, shlex.join(["raise SystemExit(9)"]))


def test_a_planner_that_fails_is_told_in_its_own_words(folder: Path) -> None:
    with pytest.raises(OperationError, match=r"(?s)ended with 3.*incorrect passphrase"):
        planned(folder, 'import sys; print("error: incorrect passphrase", file=sys.stderr); sys.exit(3)')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"steps": [], "steps": [1]}', "the key steps is there twice"),
        ("[" * 100_000, "nested deeper"),
        ("[]", "is a list"),
        ("", "is not JSON"),
    ],
)
def test_what_is_not_one_document_is_refused(text: str, says: str) -> None:
    with pytest.raises(OperationError, match=says):
        document(text, origin="x")


def test_a_document_is_read_as_it_is() -> None:
    assert document(json.dumps({"a": {"b": 1}}), origin="x") == {"a": {"b": 1}}
