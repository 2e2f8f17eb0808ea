"""What leads to what: known values first, then the graph, and nothing unknown is overlooked.

With resources made for the purpose, through Pulumi's own policy server.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pulumi_policy.proxy import UnknownValueError

from framework.config import resolve
from framework.graph import Node, Stack, settled
from framework.reading import get
from framework.region_role import PROVISIONED_AS, REGION_ROLE, provisioned_as, region_role_of
from tests.policies.bench import UNKNOWN, Declared, read_stack, stack_root
from tests.policies.network import THREE, subnets

_SUBNET = "aws:ec2/subnet:Subnet"


def _stack(*resources: Declared) -> tuple[Stack, Callable[[str], Node]]:
    stack = Stack(read_stack([stack_root(), *resources]))
    return stack, lambda name: next(each for each in stack.resources if each.name == name)


def _names(found: Sequence[Node]) -> list[str]:
    return sorted(each.name for each in found)


def test_ids_that_are_known_count_more_than_the_graph() -> None:
    three = subnets(*THREE, known=True)
    user = Declared("test:index:User", "user", {"subnets": ["subnet-of-private-1"]}, {"subnets": three})
    stack, named = _stack(*three, user)
    assert _names(stack.linked(named("user"), "subnets", _SUBNET)) == ["private-1"]


def test_the_graph_decides_where_ids_are_not_known() -> None:
    three = subnets(*THREE)
    user = Declared("test:index:User", "user", {"subnets": UNKNOWN}, {"subnets": three[:2]})
    stack, named = _stack(*three, user)
    assert _names(stack.linked(named("user"), "subnets", _SUBNET)) == ["private-1", "private-2"]


def test_what_is_known_to_be_empty_leads_nowhere_whatever_it_is_made_of() -> None:
    three = subnets(*THREE)
    props = {"network": {"subnets": [], "groups": [UNKNOWN]}}
    stack, named = _stack(*three, Declared("test:index:User", "user", props, {"network": three}))
    assert stack.linked(named("user"), "network.subnets", _SUBNET) == []


def test_who_may_refer_to_a_resource_is_not_overlooked_where_that_is_worse() -> None:
    (one,) = subnets(THREE[0])
    stack, named = _stack(one, Declared("test:index:User", "user", {"subnet": UNKNOWN}))
    assert stack.referring(named("private-1"), "subnet", "test:index:User") == []
    with pytest.raises(UnknownValueError):
        stack.perhaps_referring(named("private-1"), "subnet", "test:index:User")


@pytest.mark.parametrize(("value", "there"), [("key", True), ("", False), (None, False)])
def test_a_text_that_is_known_settles_whether_something_is_there(value: object, there: bool) -> None:  # noqa: FBT001
    _, named = _stack(Declared("test:index:Thing", "thing", {"key": value}))
    assert settled(named("thing"), "key") is there


def test_a_text_that_is_not_known_is_there_only_where_it_is_made_of_something() -> None:
    key = Declared("test:index:Key", "key")
    made = Declared("test:index:Thing", "made", {"key": UNKNOWN}, {"key": [key]})
    _, named = _stack(key, made, Declared("test:index:Thing", "perhaps", {"key": UNKNOWN}))
    assert settled(named("made"), "key")
    with pytest.raises(UnknownValueError):
        settled(named("perhaps"), "key")


def test_a_component_stands_for_what_it_holds() -> None:
    component, three = Declared("awsx:ec2:Vpc", "network"), subnets(*THREE)
    for each in three:
        each.parent = component
    user = Declared("test:index:User", "user", {"subnets": UNKNOWN}, {"subnets": [component]})
    stack, named = _stack(component, *three, user)
    assert len(stack.linked(named("user"), "subnets", _SUBNET)) == len(THREE)


def test_who_refers_to_a_resource_is_found_from_its_side() -> None:
    (one, two) = subnets(*THREE[:2])
    user = Declared("test:index:User", "user", {"subnet": UNKNOWN}, {"subnet": [two]})
    stack, named = _stack(one, two, user)
    assert _names(stack.referring(named("private-2"), "subnet", "test:index:User")) == ["user"]
    assert stack.referring(named("private-1"), "subnet", "test:index:User") == []


def test_what_nobody_wrote_and_is_not_known_counts_as_left_out() -> None:
    thing = Declared("test:index:Thing", "thing", {"written": UNKNOWN}, outputs={"written": UNKNOWN, "chosen": UNKNOWN})
    _, named = _stack(thing)
    assert get(named("thing").props, "chosen") is None
    with pytest.raises(UnknownValueError):
        get(named("thing").props, "written")


def test_without_a_list_of_what_is_written_nothing_is_left_out() -> None:
    _, named = _stack(Declared("test:index:Thing", "thing", {}, outputs={"chosen": UNKNOWN}))
    with pytest.raises(UnknownValueError):
        get(named("thing").props, "chosen")


@pytest.mark.parametrize(
    ("said", "region_role"),
    [("serving", "serving"), ("warm", "warm"), ("pilot", "pilot"), ("asleep", "serving"), (UNKNOWN, "serving")],
)
def test_a_posture_that_is_not_understood_is_the_strictest(said: str, region_role: str) -> None:
    settings, _ = resolve(REGION_ROLE, {})
    root = stack_root(region_role=said)
    assert region_role_of(Stack(read_stack([root])), settings) == region_role
    assert region_role_of(Stack(read_stack([stack_root()])), settings) == "serving"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"region_role": "serving", "provisioned_as": "pilot"}, "pilot"),
        ({"region_role": "pilot", "provisioned_as": "serving"}, "serving"),
        ({"region_role": "pilot"}, "pilot"),
        ({"region_role": "pilot", "provisioned_as": "asleep"}, "serving"),
        ({"region_role": "pilot", "provisioned_as": UNKNOWN}, "serving"),
        ({"provisioned_as": "warm"}, "warm"),
        ({}, "serving"),
    ],
)
def test_a_stack_that_does_not_say_as_what_it_was_built_was_built_as_what_it_is(
    said: dict[str, Any], found: str
) -> None:
    settings, _ = resolve(PROVISIONED_AS, {})
    assert provisioned_as(Stack(read_stack([stack_root(**said)])), settings) == found
