"""What counts as declared: AWS writes many things otherwise, and that is no difference."""

from typing import Any

import pytest

from operations.live.export import SECRET
from operations.readiness.comparing import Facet, unlike, verdict_on
from operations.readiness.rule import needed, spared
from tests.operations.readiness.rules.stage import resource

_ROLE = "aws:iam/role:Role"


@pytest.mark.parametrize(
    ("found", "declared"),
    [
        (8080, 8080.0),
        ("8080", 8080),
        ("true", True),
        (["b", "a"], ["a", "b"]),
        ({"a"}, ["a"]),
        (None, []),
        (None, ""),
        (set(), []),
        ({"a": 1}, {"a": 1.0}),
        ("anything", SECRET),
        ("what AWS chose", None),
    ],
)
def test_what_is_written_otherwise_is_the_same(found: Any, declared: Any) -> None:  # noqa: ANN401
    assert unlike(Facet("it", found, declared)) == ""


@pytest.mark.parametrize(
    ("found", "declared", "says"),
    [
        (80, 8080, "it is 80, declared is 8080"),
        (None, ["a"], "it is none, declared is a"),
        (False, True, "it is false, declared is true"),
        ([], ["a", "b"], "it is none, declared is a, b"),
        (31536001, 31536000, "it is 31536001, declared is 31536000"),
        ("a", "", "it is a, declared is none"),
        ({"a": 1}, {"a": 2}, 'it is {"a": "1"}, declared is {"a": "2"}'),
    ],
)
def test_what_differs_is_said_as_found_and_as_declared(found: Any, declared: Any, says: str) -> None:  # noqa: ANN401
    assert unlike(Facet("it", found, declared)) == says


def test_every_difference_is_named() -> None:
    told = unlike(Facet("port", 80, 8080), Facet("protocol", "HTTP", "HTTP"), Facet("zone", "a", "b"))
    assert told == "port is 80, declared is 8080; zone is a, declared is b"


def test_the_verdict_is_that_of_the_component() -> None:
    lives = ("standby:network:FlowLogs",)
    assert verdict_on(resource(_ROLE, within="standby:network:Network$standby:network:FlowLogs"), lives) is spared
    assert verdict_on(resource(_ROLE, within="standby:network:Network"), lives) is needed
