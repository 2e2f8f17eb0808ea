"""The door of each region: what load balancers take, and a rotation of the header that no order of stacks can break.

What the listener rules make of a request is resolved in tests/sandbox.
"""

from itertools import permutations

import pytest

from components.common import naming
from components.edge import origin_header
from sandbox.protocol.values import is_secret
from sandbox.recording import DRAWN, Recording
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS, settings_of

RULE, SECRET = "aws:lb/listenerRule:ListenerRule", "aws:secretsmanager/secret:Secret"
each_stack = pytest.mark.parametrize("stack", STACKS)


def _in(stack: str, generation: int, other: int) -> Recording:
    edge = settings_of(stack).edge.model_dump(mode="json") | {"header_generation": generation}
    peer = {"region_role": "warm", "provisioned_as": "warm", "header_generation": other}
    home = {**run(HOME).exported, "header_generation": other} if stack == PEER else {}
    return start(stack, {"edge": edge}, home=home, peer=peer)


def _taken(recording: Recording) -> list[str]:
    conditions = recording.one(RULE, "web-targets-rule").plain["conditions"]
    (header,) = [each["httpHeader"] for each in conditions if "httpHeader" in each]
    assert header["httpHeaderName"] == origin_header.NAME
    return list(header["values"])


@each_stack
def test_a_load_balancer_takes_three_generations_and_their_values_are_sealed(stack: str) -> None:
    recording = run(stack)
    assert _taken(recording) == [origin_header.value(DRAWN, generation) for generation in (0, 1, 2)]
    conditions = recording.one(RULE, "web-targets-rule").inputs["conditions"]
    (sealed,) = [each["httpHeader"]["values"] for each in conditions if "httpHeader" in each]
    assert is_secret(sealed)


@pytest.mark.parametrize("order", list(permutations(STACKS)), ids="-".join)
def test_a_rotation_in_either_order_is_taken_everywhere_also_while_it_spreads(order: tuple[str, str]) -> None:
    before, after = 4, 5
    at = dict.fromkeys(STACKS, before)
    for stack in order:
        at[stack] = after
        taken = {each: _taken(_in(each, at[each], at[PEER if each == HOME else HOME])) for each in STACKS}
        sent = {origin_header.value(DRAWN, generation) for generation in {before, at[HOME]}}
        assert [each for each, values in taken.items() if not sent <= set(values)] == []


def test_two_rotations_leave_nothing_of_the_value_before() -> None:
    assert origin_header.value(DRAWN, 4) not in _taken(_in(HOME, 6, 6))


def test_a_value_tells_nothing_of_another_nor_of_the_secret() -> None:
    values = [origin_header.value(DRAWN, generation) for generation in range(50)]
    assert len(set(values)) == 50
    assert {len(value) for value in values} == {64}
    assert not [value for value in values if DRAWN in value]
    assert origin_header.value("another", 1) not in values


def test_the_secret_is_replicated_and_each_region_reads_its_own_copy() -> None:
    secret = run(HOME).one(SECRET, "origin-secret").plain
    assert secret["name"] == naming.ORIGIN_SECRET
    assert [each["region"] for each in secret["replicas"]] == [WEST]
    look_up = "aws:secretsmanager/getSecretVersion:getSecretVersion"
    assert (look_up, WEST) in run(PEER).look_ups, "us-east-1 may be dark"
    assert (look_up, EAST) not in run(HOME).look_ups, "it is made in the same run"


@each_stack
def test_no_container_is_told_the_header(stack: str) -> None:
    definitions = [
        each.plain["containerDefinitions"] for each in run(stack).of("aws:ecs/taskDefinition:TaskDefinition")
    ]
    values = [DRAWN, *(origin_header.value(DRAWN, generation) for generation in (0, 1, 2))]
    assert not [text for text in definitions if any(value in text for value in values)]


@each_stack
def test_a_stack_that_is_two_generations_away_from_the_other_is_refused_before_it_touches_anything(stack: str) -> None:
    with pytest.raises(Exception, match=r"Write 2 into Pulumi\.yaml"):
        _in(stack, 3, 1)
