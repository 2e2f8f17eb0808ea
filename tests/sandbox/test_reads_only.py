"""What only looks writes nothing: not in a tree that it may not write, and no attempt either.

Each command that looks runs as somebody who may write neither the tree nor the states, and is watched for attempts that
fail or are undone. What it asks of AWS are reads. Not watched: what a program that is no Python does, which shows
in the files alone; and `__pycache__`, which Python keeps for itself.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import typer

from operations.cli.app import app as operations
from sandbox.cli.app import app as sandbox
from tests.sandbox.looks import OPERATIONS, OPERATIONS_WRITE, PLAN, SANDBOX, SANDBOX_WRITE, STATE, Look
from tests.sandbox.sandboxes import Sandbox
from tests.stack_files import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("reads-only")]
_HERE = Path(__file__).parent
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", ".sandbox", ".standby", "drills"
)
_UNDONE = """
import os, sys
folder = sys.argv[1]
os.chmod(folder, 0o755)
open(f"{folder}/x", "w").close()
os.remove(f"{folder}/x")
os.chmod(folder, 0o555)
"""
# Beginnings of operations that change nothing at AWS; `Assume` makes a session.
_READS = ("Assume", "BatchGet", "Describe", "Get", "Head", "List", "Query", "Scan", "Select")


def _names(app: typer.Typer) -> set[str]:
    """Every command that the parser knows, those of groups with the group's name before them."""

    def names(command: Any, before: str) -> Iterator[str]:  # noqa: ANN401 - typer brings a click of its own
        if not hasattr(command, "list_commands"):
            yield before.strip()
            return
        # A group may import its commands only when they are asked for.
        context = command.context_class(command)
        for name in command.list_commands(context):
            yield from names(command.get_command(context, name), f"{before} {name}")

    return set(names(typer.main.get_command(app), ""))


@pytest.mark.parametrize(
    ("app", "looks", "writes"),
    [(operations, OPERATIONS, OPERATIONS_WRITE), (sandbox, SANDBOX, SANDBOX_WRITE)],
    ids=["operations", "sandbox"],
)
def test_of_every_command_it_is_said_whether_it_can_look(
    app: typer.Typer, looks: dict[str, tuple[Look, ...]], writes: dict[str, str]
) -> None:
    assert {*looks, *writes} == _names(app), (
        "tests/sandbox/looks.py says of each command how it looks, or what it writes"
    )
    assert not {*looks} & {*writes}


Snapshot = dict[str, tuple[int, int, str]]


def _snapshot(*folders: Path) -> Snapshot:
    """Path -> mode, time and content of everything below."""
    found: Snapshot = {}
    for folder in folders:
        for path in (folder, *sorted(folder.rglob("*"))):
            told = path.lstat()
            content = (
                str(path.readlink())
                if path.is_symlink()
                else sha256(path.read_bytes()).hexdigest()
                if path.is_file()
                else ""
            )
            found[str(path)] = (told.st_mode, told.st_mtime_ns, content)
    return found


def _set_writable(folder: Path, *, writable: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IWUSR if writable else mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


@dataclass(frozen=True)
class Tree:
    """A copy of the project with a history, which nobody may write, beside the pair that is up."""

    folder: Path
    sandbox: Sandbox
    beside: Path

    @property
    def states(self) -> Path:
        """What the sandbox's engine keeps."""
        return self.sandbox.cloud.directory / "state"

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in the tree, watched, as one whom permissions stop."""
        seen = self.beside / "seen"
        seen.unlink(missing_ok=True)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))},
            **self.sandbox.cloud.environment("us-east-1"),
            "PYTHONPATH": str(_HERE / "witness"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "STANDBY_SANDBOX_DIR": str(self.sandbox.cloud.directory),
            "WITNESS_FOLDERS": os.pathsep.join(f"{each}/" for each in (self.folder, self.states)),
            "WITNESS_FILE": str(seen),
            "NO_COLOR": "1",
        }
        return subprocess.run(
            [sys.executable, "-SE", str(_HERE / "powerless.py"), *command],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def attempts(self) -> list[list[str]]:
        """Each attempt of the last command to write in the tree or in the states."""
        return [json.loads(line) for line in (self.beside / "seen").read_text().splitlines()]

    def changes(self) -> str:
        """What git says is not as it was committed."""
        return self._git("status", "--porcelain")

    def _git(self, *words: str) -> str:
        # To look, git writes its index where it may.
        environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
        done = subprocess.run(
            ["git", "-c", "user.name=nobody", "-c", "user.email=nobody@example.com", *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def tree(both_up: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """For all tests of this file: they only look."""
    beside = tmp_path_factory.mktemp("beside")
    folder = Path(os.path.realpath(tmp_path_factory.mktemp("tree"))) / "project"
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, symlinks=True)
    for file in both_up.program.directory.glob("Pulumi*.yaml"):
        shutil.copy(file, folder / file.name)
    (folder / ".venv").symlink_to(sys.prefix)
    made = Tree(folder, both_up, beside)
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "as it is")):
        made._git(*words)
    (beside / "plan.json").write_text(both_up.engine.run("preview", "prod-east", "--json"))
    (beside / "state.json").write_text(both_up.engine.run("export", "prod-east"))
    _set_writable(folder, writable=False)
    _set_writable(made.states, writable=False)
    yield made
    _set_writable(folder, writable=True)
    _set_writable(made.states, writable=True)


def _lines() -> list[tuple[str, Look]]:
    every = {"operations": OPERATIONS, "sandbox": SANDBOX}
    return [(module, look) for module, looks in every.items() for each in looks.values() for look in each]


@pytest.mark.parametrize(
    ("module", "look"), _lines(), ids=lambda each: each if isinstance(each, str) else " ".join(each.words[:3])
)
def test_what_only_looks_writes_nothing(tree: Tree, module: str, look: Look) -> None:
    files = {PLAN: str(tree.beside / "plan.json"), STATE: str(tree.beside / "state.json")}
    since, before = tree.sandbox.cloud.ask("GET", "/_sandbox/calls")["next"], _snapshot(tree.folder, tree.states)
    done = tree.run(sys.executable, "-m", module, *(files.get(word, word) for word in look.words))
    said = f"{done.stdout}\n{done.stderr}"
    assert done.returncode in look.codes, said
    assert look.says in said
    assert _snapshot(tree.folder, tree.states) == before
    assert tree.changes() == ""
    attempts = [each for each in tree.attempts() if not look.keeps or f"{tree.folder}/.standby" not in each[1]]
    assert attempts == [], said
    assert said.count("not kept: .standby/") == (2 if look.keeps else 0), "one line for each stack"
    asked = {call["action"] for call in tree.sandbox.cloud.ask("GET", f"/_sandbox/calls?since={since}")["calls"]}
    assert {action for action in asked if not action.startswith(_READS)} <= look.asks


@pytest.mark.parametrize(
    "statement",
    [
        "open('new', 'w')",
        "open('README.md', 'a')",
        "import os; os.remove('README.md')",
        "import os; os.mkdir('.standby')",
        "import os; os.rename('README.md', 'other')",
    ],
)
def test_whoever_writes_here_is_stopped_and_seen(tree: Tree, statement: str) -> None:
    """Without this, the proofs above would be none."""
    done = tree.run(sys.executable, "-c", statement)
    assert "Permission denied" in done.stderr
    assert tree.attempts() != []


def test_whoever_writes_and_undoes_it_is_seen(tree: Tree) -> None:
    done = tree.run(sys.executable, "-c", _UNDONE, str(tree.folder))
    assert done.returncode == 0, done.stderr
    assert {"open", "os.remove"} <= {event for event, _ in tree.attempts()}
