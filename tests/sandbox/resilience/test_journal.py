"""What the journals of an earlier run say of a create. How the engine acts on it is for the engine's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.protocol.journal import CreateJournal, Journals, Made

URN = "urn:pulumi:dev::proj::testing:index:Thing::a"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[CreateJournal]:
    kept = CreateJournal(tmp_path, "testing")
    yield kept
    kept._file.close()


def _read(journal: CreateJournal) -> Journals:
    """What the next run reads, once the provider has ended."""
    journal._file.close()
    journals = Journals.read([Path(journal._file.name)], wait=True)
    assert journals is not None
    return journals


def test_a_create_that_was_asked_for_and_not_answered_is_in_doubt_and_has_its_name(journal: CreateJournal) -> None:
    journal.asked(URN, "n1")
    journals = _read(journal)
    assert not journals.not_made("testing", URN)
    assert URN not in journals.made
    assert journals.name_of(URN) == "n1"


def test_a_create_that_was_never_asked_for_made_nothing(journal: CreateJournal) -> None:
    journals = _read(journal)
    assert journals.not_made("testing", URN)
    assert not journals.not_made("other", URN), "nothing is known of a provider that left no journal"


def test_a_create_that_ended_is_known(journal: CreateJournal) -> None:
    journal.asked(URN, "n1")
    journal.made(URN, "a-1", ["not complete"])
    assert _read(journal).made == {URN: Made("a-1", ("not complete",))}


@pytest.mark.parametrize("made", [True, False], ids=["made", "refused"])
def test_what_an_earlier_create_came_to_says_nothing_of_a_later_one_under_its_urn(
    journal: CreateJournal,
    made: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    journal.asked(URN, "n1")
    if made:
        journal.made(URN, "a-1")
    else:
        journal.refused(URN)
    journal.asked(URN, "n2")
    journals = _read(journal)
    assert URN not in journals.made
    assert not journals.not_made("testing", URN)
    assert journals.name_of(URN) == "n2"


def test_a_provider_that_still_works_is_not_read_without_waiting(journal: CreateJournal) -> None:
    assert Journals.read([Path(journal._file.name)], wait=False) is None
