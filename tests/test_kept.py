"""What a run of the tests keeps is made once, is of the inputs that were asked for, and is of no other program."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import conftest, keeper, kept


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with kept.keeping_in(tmp_path):
        yield tmp_path


def never() -> list[str]:
    pytest.fail("it was kept")


def asked(name: str) -> list[str]:
    return kept.kept(lambda: [name], name=name)


@pytest.mark.usefixtures("folder")
def test_it_is_made_once() -> None:
    assert asked("a") == ["a"]
    assert kept.kept(never, name="a") == ["a"]


@pytest.mark.usefixtures("folder")
def test_other_inputs_are_another_thing() -> None:
    assert [asked("a"), asked("b"), asked("a")] == [["a"], ["b"], ["a"]]


@pytest.mark.usefixtures("folder")
def test_whoever_changes_it_changes_a_copy_of_its_own() -> None:
    asked("a").append("changed")
    assert asked("a") == ["a"]


@pytest.mark.usefixtures("folder")
def test_what_could_not_be_made_is_tried_again() -> None:
    def refused() -> list[str]:
        msg = "refused"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="refused"):
        kept.kept(refused, name="a")
    assert asked("a") == ["a"]


def test_another_process_waits_while_it_is_made(folder: Path) -> None:
    def make() -> bool:
        (file,) = folder.glob("*.lock")
        with file.open("w") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True

    assert kept.kept(make, name="a")


@pytest.mark.usefixtures("monkeypatch")
def test_a_test_that_changes_the_program_gets_nothing_that_was_kept_and_keeps_nothing() -> None:
    assert kept.kept(lambda: 1, name="a") == 1
    assert kept.kept(lambda: 2, name="a") == 2


def test_every_process_of_a_run_keeps_in_one_folder(request: pytest.FixtureRequest) -> None:
    node = SimpleNamespace(workerinput={}, config=request.config)
    conftest.pytest_configure_node(node)
    assert Path(node.workerinput["kept"]).is_dir()
    assert node.workerinput["kept"] == kept.begin(node.workerinput["kept"])


def test_what_is_started_for_the_whole_run_does_not_end_with_the_process_that_starts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(keeper.VARIABLE, "of another process")
    assert kept.owners().get(keeper.VARIABLE) != "of another process"
    monkeypatch.delenv(keeper.VARIABLE)
    assert kept.owners()[keeper.VARIABLE].partition("-")[0] == str(kept.owner())


def test_what_is_begun_for_a_run_is_begun_once_and_again_where_it_failed() -> None:
    begun: list[Path] = []

    def fails(folder: Path) -> None:
        begun.append(folder)
        msg = "refused"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="refused"):
        kept.begun("a-name-of-this-test", fails)
    folder = kept.begun("a-name-of-this-test", begun.append)
    assert kept.begun("a-name-of-this-test", begun.append) == folder
    assert begun == [folder, folder]
