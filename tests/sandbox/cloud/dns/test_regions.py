"""Which region is near: distances that a map confirms."""

import pytest

from sandbox.cloud.dns.regions import distance_km


@pytest.mark.parametrize(
    ("asked_from", "near", "far"),
    [
        ("us-east-1", "us-east-2", "us-west-2"),
        ("us-west-1", "us-west-2", "us-east-1"),
        ("eu-west-1", "us-east-1", "us-west-2"),
        ("ap-northeast-1", "us-west-2", "us-east-1"),
        ("sa-east-1", "us-east-1", "us-west-2"),
        ("ap-southeast-2", "ap-southeast-4", "ap-southeast-1"),
    ],
)
def test_the_nearer_region_is_nearer(asked_from: str, near: str, far: str) -> None:
    assert distance_km(asked_from, near) < distance_km(asked_from, far)


def test_a_region_is_nowhere_but_where_it_is() -> None:
    assert distance_km("us-west-2", "us-west-2") == 0


def test_distance_is_the_same_both_ways_and_of_the_right_size() -> None:
    there, back = distance_km("us-east-1", "us-west-2"), distance_km("us-west-2", "us-east-1")
    assert there == pytest.approx(back)
    assert there == pytest.approx(3600, rel=0.05), "Virginia and Oregon are some 3,600 km apart"


def test_an_unknown_region_is_named() -> None:
    with pytest.raises(ValueError, match="mars-1"):
        distance_km("us-east-1", "mars-1")
