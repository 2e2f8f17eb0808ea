"""What hands can do is known of every type that the program declares. That they do it, the matrix shows."""

import pytest

from tests.components.variants import VARIANTS, recorded
from tests.sandbox.readiness.changes import CHANGES, NOTHING

_NOT_AWS = ("pulumi:", "standby:", "awsx:")


def _declared() -> set[str]:
    types = {resource.type for variant in VARIANTS for resource in recorded(*variant).resources}
    return {each for each in types if not each.startswith(_NOT_AWS)}


def test_every_type_can_be_changed_by_hand_or_it_is_said_why_not() -> None:
    declared = _declared()
    assert declared - CHANGES.keys() - NOTHING.keys() == set(), "write what a hand can do to it into changes/"
    assert (CHANGES.keys() | NOTHING.keys()) - declared == set(), "nobody declares it any more"
    assert CHANGES.keys() & NOTHING.keys() == set()
    assert all(NOTHING.values())


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_each_change_of_a_type_has_a_name_and_a_reason(kind: str) -> None:
    changes = CHANGES[kind]
    names = [each.how for each in changes]
    assert names
    assert len(set(names)) == len(names)
    assert [each.name for each in changes if not each.because] == []
