"""A wrong program is played with each change that it, its file or its proof is part of; a share of them always."""

import subprocess
from pathlib import Path

import pytest

from tests.mutations import share
from tests.mutations.catalogue import CATALOGUE
from tests.mutations.share import changed, is_nightly


def left(monkeypatch: pytest.MonkeyPatch, *files: str) -> set[str]:
    """Whatever is not played with a change of these files."""
    monkeypatch.setattr(share, "changed", lambda: frozenset(files))
    return {mutation.name for mutation, written_in in CATALOGUE.items() if is_nightly(mutation, written_in)}


def test_what_a_change_concerns_is_played_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for mutation, written_in in CATALOGUE.items():
        for file in (mutation.file, mutation.file_of_proof, written_in):
            monkeypatch.setattr(share, "changed", lambda file=file: frozenset({file}))
            assert not is_nightly(mutation, written_in), file


def test_where_nothing_of_it_is_changed_a_share_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left(monkeypatch) == left(monkeypatch, "README.md")
    assert 0.85 < len(left(monkeypatch)) / len(CATALOGUE) < 1


def git(folder: Path, *words: str) -> None:
    settings = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com")
    subprocess.run(["git", *settings, *words], cwd=folder, check=True, capture_output=True)


def test_git_says_what_a_branch_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "ROOT", tmp_path)
    monkeypatch.setattr(share, "_BASE", "base")
    git(tmp_path, "init", "--initial-branch", "base")
    for name in ("kept", "committed", "edited"):
        (tmp_path / name).touch()
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--message", "before")
    git(tmp_path, "checkout", "-b", "branch")
    (tmp_path / "committed").write_text("changed")
    git(tmp_path, "commit", "--all", "--message", "after")
    (tmp_path / "edited").write_text("changed")
    (tmp_path / "new").touch()
    assert changed.__wrapped__() == {"committed", "edited", "new"}


def test_where_git_knows_nothing_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "ROOT", tmp_path)
    assert changed.__wrapped__() == frozenset()
    monkeypatch.setenv("PATH", "/nowhere")
    assert changed.__wrapped__() == frozenset()
