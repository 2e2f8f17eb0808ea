"""What is kept is kept whole; where nothing can be kept, that is said in one line and changes nothing else."""

from pathlib import Path

import pytest

from operations.live.keeping import keep


def test_what_is_kept_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    first, second = tmp_path / ".standby" / "a.json", tmp_path / ".standby" / "b.json"
    keep({first: "1", second: "2"})
    assert {path.name: path.read_text() for path in first.parent.iterdir()} == {"a.json": "1", "b.json": "2"}


def test_a_place_that_cannot_be_written_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # A file in the folder's place stops everybody, root as well.
    (tmp_path / ".standby").write_text("")
    first, second = tmp_path / ".standby" / "a.json", tmp_path / ".standby" / "b.json"
    keep({first: "", second: ""})
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [f"not kept: {first} (File exists)"]


def test_whoever_asks_is_told_where_he_listens(tmp_path: Path) -> None:
    (tmp_path / ".standby").write_text("")
    told: list[str] = []
    keep({tmp_path / ".standby" / "a.json": ""}, told.append)
    assert len(told) == 1
