"""Each change by hand is named by readiness before anything moves, and stops a failover where it cannot live with it.

One resource for each change and outcome; `python -m tests.sandbox.readiness` changes every resource. It proves what
the emulated AWS shows of a change; what AWS itself would say in its place needs AWS.
"""

from collections import Counter

import pytest

from tests.sandbox.readiness.changes import CHANGES
from tests.sandbox.readiness.matrix import Matrix, walk

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("readiness")]
RULED = sorted(CHANGES)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """The share that the suite runs."""
    return walk(tmp_path_factory.mktemp("matrix"), every=False)


def test_of_what_nobody_changed_nothing_is_said(matrix: Matrix) -> None:
    assert {where: [(each.urn, each.seen) for each in told] for where, told in matrix.unchanged.items()} == {
        f"{runtime} {region}": [] for runtime in ("ecs", "eks") for region in ("us-east-1", "us-west-2")
    }


@pytest.mark.parametrize("kind", RULED)
def test_each_change_is_named_and_stops_where_it_should(matrix: Matrix, kind: str) -> None:
    mine = [each for each in matrix.outcomes if each.case.change.type == kind and not each.whole]
    assert {each.case.change.how for each in mine} == {each.how for each in CHANGES[kind]}, "each was done"
    assert [each.wrong for each in mine if each.wrong] == []


def test_asked_of_all_rules_a_change_stops_a_failover_or_does_not(matrix: Matrix) -> None:
    whole = [each for each in matrix.outcomes if each.whole]
    assert whole
    assert [each.wrong for each in whole if each.wrong] == []


def test_they_are_many(matrix: Matrix) -> None:
    counted = Counter(each.case.then for each in matrix.outcomes)
    assert sum(counted.values()) > 200
    assert len(counted) == 2, "some stop, and some do not"
