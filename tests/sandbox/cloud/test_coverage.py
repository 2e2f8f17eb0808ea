"""The page of what the sandbox proves is the one that the code would write, and says something about every addition."""

from pathlib import Path

import pytest

from sandbox.cloud import coverage
from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.registry import KINDS


def test_the_page_is_current() -> None:
    assert coverage.PAGE.read_text() == coverage.page(), "run: make docs"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_addition_says_what_it_adds_what_it_proves_and_what_it_cannot(kind: type[Addition]) -> None:
    for words in (kind.service, kind.adds, kind.proves, kind.cannot):
        assert words in coverage.page()
        assert len(words) > 2


def test_no_cell_breaks_the_table() -> None:
    rows = [line for line in coverage.page().splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {4, 5}


def test_writing_makes_the_page_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "PAGE", tmp_path / "page.md")
    assert coverage.main(["--check"]) == 1, "there is no page yet"
    assert coverage.main(["--write"]) == 0
    assert coverage.main(["--check"]) == 0
    coverage.PAGE.write_text("stale")
    assert coverage.main(["--check"]) == 1


def test_without_a_choice_the_page_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage.main([]) == 0
    assert capsys.readouterr().out == coverage.page()
