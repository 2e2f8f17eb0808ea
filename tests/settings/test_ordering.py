"""The order of the two stacks: harmful ones are refused with the stack to run first, all others are let through."""

import pytest

from settings.ordering import Recorded, needs_the_other_stack, refusal
from tests.stack_files import HOME, PEER, settings_of

EAST, WEST = "us-east-1", "us-west-2"


def _recorded(
    region_role: str | None = None,
    provisioned_as: str | None = None,
    routing_mode: str | None = None,
    header_generation: int | None = 1,
) -> Recorded:
    return Recorded(
        region_role=region_role,
        provisioned_as=provisioned_as,
        routing_mode=routing_mode,
        header_generation=header_generation,
    )


@pytest.mark.parametrize(
    ("stack", "strategy", "region_role", "routing_mode", "first"),
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
    stack: str, strategy: str, region_role: str | None, routing_mode: str | None, first: str | None
) -> None:
    reason = refusal(
        settings_of(stack, strategy=strategy), _recorded(region_role=region_role, routing_mode=routing_mode)
    )

    assert (reason is None) is (first is None), reason
    if reason and first:
        assert f"stack {first} first" in reason


def test_a_region_that_took_over_does_not_shrink_whatever_the_strategy() -> None:
    settings = settings_of(PEER, strategy="pilot-light", writer=WEST)
    assert refusal(settings, _recorded(provisioned_as="serving", routing_mode="latency")) is None


@pytest.mark.parametrize(
    ("stack", "writer", "full_size_region", "provisioned_as", "refused"),
    [
        (HOME, EAST, WEST, "warm", True),
        (HOME, EAST, WEST, None, True),
        (HOME, EAST, WEST, "serving", False),
        (PEER, WEST, EAST, "warm", True),
        (PEER, WEST, EAST, "serving", False),
        # Whoever does not serve may be reduced, and whoever is built at full size loses nothing.
        (PEER, EAST, EAST, "warm", False),
        (HOME, WEST, WEST, "warm", False),
        (PEER, WEST, WEST, "serving", False),
    ],
)
def test_a_region_that_serves_keeps_its_size_until_the_other_one_has_it(
    stack: str,
    writer: str,
    full_size_region: str,
    provisioned_as: str | None,
    refused: bool,  # noqa: FBT001
) -> None:
    settings = settings_of(stack, writer=writer, full_size_region=full_size_region)
    reason = refusal(settings, _recorded(provisioned_as=provisioned_as))
    assert (reason is not None) is refused
    if reason:
        assert f"run `up` of stack {settings.peer.stack} first" in reason
        assert f"write {settings.region} as standby:full_size_region" in reason


def test_where_both_regions_are_built_alike_the_primary_says_nothing() -> None:
    settings = settings_of(HOME, strategy="active-active", full_size_region=WEST)
    assert refusal(settings, _recorded(region_role="serving", provisioned_as="warm")) is None


def test_the_home_stack_asks_for_the_other_where_that_is_the_one_at_full_size() -> None:
    assert needs_the_other_stack(settings_of(HOME, full_size_region=WEST))


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


def _in_generation(stack: str, generation: int, *, other: int | None, strategy: str = "warm-standby") -> str | None:
    settings = settings_of(stack, strategy=strategy, edge={"header_generation": generation})
    return refusal(settings, _recorded(region_role="serving", header_generation=other))


@pytest.mark.parametrize("stack", [HOME, PEER])
@pytest.mark.parametrize("other", [4, 5, 6, None])
def test_one_generation_of_the_header_apart_is_a_rotation_that_either_stack_may_begin(
    stack: str, other: int | None
) -> None:
    assert _in_generation(stack, 5, other=other) is None


@pytest.mark.parametrize("stack", [HOME, PEER])
@pytest.mark.parametrize(("other", "first"), [(3, "Write 4 into Pulumi.yaml"), (7, "Write 6 into Pulumi.yaml")])
def test_two_generations_apart_are_refused_with_the_step_between(stack: str, other: int, first: str) -> None:
    reason = _in_generation(stack, 5, other=other)
    assert reason is not None
    assert first in reason


def test_the_home_stack_asks_for_the_other_once_the_header_has_been_rotated() -> None:
    asked = [needs_the_other_stack(settings_of(HOME, edge={"header_generation": each})) for each in (1, 2)]
    assert asked == [False, True]
