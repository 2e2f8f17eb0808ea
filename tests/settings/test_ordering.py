"""The order of the two stacks: harmful ones are refused with the stack to run first, all others are let through."""

import pytest

from settings.ordering import Recorded, needs_the_other_stack, refusal
from tests.stack_files import HOME, PEER, settings_of

EAST, WEST = "us-east-1", "us-west-2"


@pytest.mark.parametrize(
    ("stack", "strategy", "posture", "entry", "first"),
    [
        (HOME, "active-active", "warm", None, PEER),
        (HOME, "active-active", "pilot", None, PEER),
        (HOME, "active-active", None, None, PEER),
        (HOME, "active-active", "serving", None, None),
        (HOME, "warm-standby", "serving", None, None),
        (PEER, "warm-standby", None, "latency", HOME),
        (PEER, "pilot-light", None, "latency", HOME),
        (PEER, "warm-standby", None, "failover", None),
        (PEER, "active-active", None, "failover", None),
        (PEER, "active-active", None, "latency", None),
        (PEER, "warm-standby", None, None, None),
    ],
)
def test_only_a_harmful_order_is_refused(
    stack: str, strategy: str, posture: str | None, entry: str | None, first: str | None
) -> None:
    reason = refusal(settings_of(stack, strategy=strategy), Recorded(posture=posture, entry=entry))

    assert (reason is None) is (first is None), reason
    if reason and first:
        assert f"stack {first} first" in reason


def test_a_region_that_took_over_does_not_shrink_whatever_the_strategy() -> None:
    settings = settings_of(PEER, strategy="pilot-light", writer=WEST)
    assert refusal(settings, Recorded(posture=None, entry="latency")) is None


@pytest.mark.parametrize(("stack", "strategy", "needed"), [
    (HOME, "warm-standby", False),
    (HOME, "pilot-light", False),
    (HOME, "active-active", True),
    (PEER, "warm-standby", True),
])  # fmt: skip
def test_the_home_stack_asks_for_the_other_only_before_it_sends_clients_there(
    stack: str, strategy: str, *, needed: bool
) -> None:
    assert needs_the_other_stack(settings_of(stack, strategy=strategy)) is needed
