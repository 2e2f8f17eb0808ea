"""What a state has forgotten since the last `up` that succeeded, by what the engine remembers of its runs."""

from typing import Any

import pytest

from operations.errors import OperationError
from operations.live.history import forgotten, runs_in

LEFT = {"same": 2, "create": 1, "update": 1, "replace": 1, "delete": 7}
URN = "urn:pulumi:dr-west::standby::"


def past(kind: str, result: str = "succeeded", /, **changes: int) -> dict[str, Any]:
    return {"kind": kind, "result": result, "endTime": "2026-12-01T16:08:28.000Z", "resourceChanges": changes}


def state(count: int) -> list[dict[str, Any]]:
    """So many resources that are counted, and two that no engine counts."""
    counted = [{"urn": f"{URN}aws:sqs/queue:Queue::{number}", "type": "aws:sqs/queue:Queue"} for number in range(count)]
    reference = "pulumi:pulumi:StackReference"
    provider = "pulumi:providers:pulumi"
    return [
        {"urn": f"{URN}{provider}::default", "type": provider},
        {"urn": f"{URN}{reference}::prod-east", "type": reference, "external": True},
        *counted,
    ]


def said(count: int, *runs: dict[str, Any]) -> str:
    return forgotten(state(count), runs_in(list(runs), "dr-west"))


def test_a_state_that_holds_what_the_last_up_left_has_forgotten_nothing() -> None:
    assert said(5, past("update", **LEFT)) == ""
    assert said(6, past("update", **LEFT)) == "", "an import added one"


@pytest.mark.parametrize(
    "since",
    [
        [past("refresh", delete=1, same=4)],
        [past("update", "failed", same=1), past("refresh", delete=1, same=4)],
        [past("update", "failed", same=4)],
        [],
    ],
    ids=["a refresh", "and an up that was refused", "an up with a refresh that failed", "hands"],
)
def test_what_is_gone_from_the_state_is_missed(since: list[dict[str, Any]]) -> None:
    assert (
        said(4, *since, past("update", **LEFT)) == "lacks 1 resource that the last up left (2026-12-01T16:08:28.000Z)"
    )


def test_what_an_up_made_before_it_failed_does_not_stand_for_what_a_refresh_took() -> None:
    since = [past("update", "failed", create=3), past("refresh", delete=2)]
    assert said(6, *since, past("update", **LEFT)).startswith("lacks 2 resources")


def test_an_up_that_succeeds_makes_up_for_it() -> None:
    assert said(5, past("update", **LEFT), past("refresh", delete=1), past("update", **LEFT)) == ""


def test_of_a_stack_that_no_up_has_brought_up_nothing_is_said() -> None:
    assert said(4) == said(4, past("update", "failed", create=9), past("refresh", delete=2)) == ""


@pytest.mark.parametrize(
    "history", [None, "", {}, [1], [{"kind": "update"}], [{**past("update"), "resourceChanges": {"same": "many"}}]]
)
def test_what_is_no_history_is_refused(history: object) -> None:
    with pytest.raises(OperationError, match="the history of dr-west is none: "):
        runs_in(history, "dr-west")
