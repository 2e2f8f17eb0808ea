"""An exception covers the one objection that was looked into, and is found where it covers nothing."""

from tests.judges.objection import Excepted, Objection, left, stale

FOUND = Objection(subject="kms:CreateKey", path="Tags[].TagKey", rule="max", words="is 129 long", by="a key")
EXCEPTED = Excepted(subject="kms:CreateKey", path="Tags*", rule="max", why="shown on AWS")


def test_an_objection_without_an_exception_is_left() -> None:
    other_rule = Excepted(subject="kms:CreateKey", path="Tags*", rule="pattern", why="")
    other_place = Excepted(subject="kms:CreateKey", path="Policy", rule="max", why="")
    other_subject = Excepted(subject="kms:CreateAlias", path="Tags*", rule="max", why="")
    assert left([FOUND], [other_rule, other_place, other_subject]) == [FOUND]


def test_an_exception_covers_its_objection() -> None:
    assert left([FOUND], [EXCEPTED]) == []
    assert stale([FOUND], [EXCEPTED]) == []


def test_an_exception_from_nothing_is_stale() -> None:
    assert stale([], [EXCEPTED]) == [EXCEPTED]


def test_an_objection_says_where_to_look() -> None:
    assert str(FOUND) == "a key: kms:CreateKey Tags[].TagKey: is 129 long [max]"
