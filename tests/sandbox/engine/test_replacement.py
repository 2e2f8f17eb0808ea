"""In which order a replacement happens, and what it takes along."""

from typing import Any

import pytest

from tests.sandbox.engine.conftest import Stack, done
from tests.sandbox.engine.provider import Refused

_FIRST = "pulumi.ResourceOptions(delete_before_replace=True)"


def _lives(stack: Stack) -> list[tuple[str, str]]:
    return [call for call in stack.cloud.calls if call[0] in {"create", "update", "delete"}]


def test_delete_before_replace_empties_the_place_first(stack: Stack) -> None:
    program = f'Thing("a", {_FIRST}, kind="{{0}}")'
    done(stack.up(program.format("x")))
    stack.cloud.calls.clear()
    assert done(stack.up(program.format("y"))) == {"a": "replace"}
    assert _lives(stack) == [("delete", "a"), ("create", "a")]


def test_a_provider_may_ask_for_deletion_first(stack: Stack) -> None:
    program = 'Thing("a", slot={0}, kind={0})'
    done(stack.up(program.format(1)))
    stack.cloud.calls.clear()
    assert done(stack.up(program.format(2))) == {"a": "replace"}
    assert _lives(stack) == [("delete", "a"), ("create", "a")]


def test_the_program_may_overrule_the_provider(stack: Stack) -> None:
    program = 'Thing("a", pulumi.ResourceOptions(delete_before_replace=False), slot={0})'
    done(stack.up(program.format(1)))
    stack.cloud.calls.clear()
    done(stack.up(program.format(2)))
    assert _lives(stack) == [("create", "a"), ("delete", "a")]


@pytest.fixture
def chain(stack: Stack) -> Stack:
    done(stack.up(_chain("x")))
    stack.cloud.calls.clear()
    return stack


def _chain(slot: str) -> str:
    """`b` is replaced with `a`, `c` with `b`; `d` is updated when `a` changes, `e` only comes after it."""
    return f"""
    a = Thing("a", slot="{slot}")
    b = Thing("b", kind=a.arn)
    c = Thing("c", kind=b.arn)
    d = Thing("d", note=a.arn)
    e = Thing("e", pulumi.ResourceOptions(depends_on=[a]))
    """


def test_what_cannot_outlive_it_is_replaced_too_dependents_first(chain: Stack) -> None:
    result = chain.up(_chain("y"))
    assert done(result) == {"a": "replace", "b": "replace", "c": "replace", "d": "update"}
    assert [name for operation, name in _lives(chain) if operation == "delete"] == ["c", "b", "a"]
    assert _lives(chain)[:4] == [("delete", "c"), ("delete", "b"), ("delete", "a"), ("create", "a")]
    assert {change.name: change.replace_keys for change in result.effective if change.name in "bc"} == {
        "b": ("kind",),
        "c": ("kind",),
    }


def test_a_preview_of_it_plans_the_same(chain: Stack) -> None:
    planned = done(chain.preview(_chain("y")))
    assert _lives(chain) == []
    assert planned == done(chain.up())


def test_each_replaced_resource_is_counted_once(chain: Stack) -> None:
    assert chain.up(_chain("y")).counts == {"replace": 3, "update": 1, "same": 2}


def test_a_replacement_that_cannot_be_made_is_remembered_and_made_by_the_next_run(chain: Stack) -> None:
    chain.cloud.hooks["create", "a"] = _refuse
    assert "no room" in chain.up(_chain("y")).error
    waiting = {each["urn"][-1]: each.get("pendingReplacement", False) for each in chain.resources()}
    assert waiting == {"a": True, "b": True, "c": True, "d": False, "e": False}, "what refers to them still finds them"
    del chain.cloud.hooks["create", "a"]
    assert done(chain.up()) == {"a": "replace", "b": "replace", "c": "replace", "d": "update"}
    assert sorted(thing_id[0] for thing_id in chain.cloud.things) == list("abcde")
    assert not any("pendingReplacement" in each for each in chain.resources())


def test_a_resource_that_awaits_its_replacement_is_dropped_when_it_is_not_declared_any_more(chain: Stack) -> None:
    chain.cloud.hooks["create", "a"] = _refuse
    chain.up(_chain("y"))
    chain.cloud.calls.clear()
    assert done(chain.up('Thing("d"); Thing("e")')) == {"a": "delete", "b": "delete", "c": "delete", "d": "update"}
    assert chain.cloud.names("delete") == [], "they are gone already"


def test_a_dependent_that_is_dropped_by_the_same_run_is_deleted_once(chain: Stack) -> None:
    assert done(chain.up('a = Thing("a", slot="y"); Thing("d", note=a.arn)')) == {
        "a": "replace",
        "b": "delete",
        "c": "delete",
        "d": "update",
        "e": "delete",
    }
    assert sorted(chain.cloud.names("delete")) == ["a", "b", "c", "e"]


def test_a_dependent_that_does_not_refer_to_it_any_more_stays(chain: Stack) -> None:
    program = 'b = Thing("b", kind="arn:a-1"); Thing("a", pulumi.ResourceOptions(depends_on=[b]), slot="y")'
    assert done(chain.up(program))["a"] == "replace"
    assert "b" not in chain.cloud.names("delete")


@pytest.mark.parametrize(
    ("patterns", "before", "after"),
    [
        (["size"], {"size": 1}, {"size": 2}),
        (["box.size"], {"box": {"size": 1}}, {"box": {"size": 2}}),
        (["box"], {"box": {"size": 1}}, {"box": {"size": 2}}),
        (["box.*.size"], {"box": {"a": {"size": 1}}}, {"box": {"a": {"size": 2}}}),
        (["*"], {"size": 1}, {"size": 2}),
    ],
)
def test_replace_on_changes_turns_an_update_into_a_replacement(
    stack: Stack, patterns: list[str], before: dict[str, Any], after: dict[str, Any]
) -> None:
    program = f'Thing("a", pulumi.ResourceOptions(replace_on_changes={patterns}), **{{0}})'
    done(stack.up(program.format(before)))
    assert done(stack.up(program.format(after))) == {"a": "replace"}


@pytest.mark.parametrize("pattern", ["note", "box.size", "boxes"])
def test_replace_on_changes_leaves_other_changes_updates(stack: Stack, pattern: str) -> None:
    program = f'Thing("a", pulumi.ResourceOptions(replace_on_changes=["{pattern}"]), box={{{{"depth": {{0}}}}}})'
    done(stack.up(program.format(1)))
    assert done(stack.up(program.format(2))) == {"a": "update"}


def test_what_is_deleted_with_another_is_not_deleted_itself(stack: Stack) -> None:
    done(stack.up('a = Thing("a"); Thing("b", pulumi.ResourceOptions(deleted_with=a))'))
    assert done(stack.up("")) == {"a": "delete", "b": "delete"}
    assert stack.cloud.names("delete") == ["a"]


def test_what_is_deleted_with_another_is_deleted_when_that_one_stays(stack: Stack) -> None:
    done(stack.up('a = Thing("a"); Thing("b", pulumi.ResourceOptions(deleted_with=a))'))
    assert done(stack.up('Thing("a")')) == {"b": "delete"}
    assert stack.cloud.names("delete") == ["b"]


@pytest.mark.parametrize("change", ["kind", "slot"])
def test_what_is_deleted_with_another_is_replaced_with_it(stack: Stack, change: str) -> None:
    program = f'a = Thing("a", {change}={{0}}); Thing("b", pulumi.ResourceOptions(deleted_with=a, depends_on=[a]))'
    done(stack.up(program.format(1)))
    assert done(stack.up(program.format(2))) == {"a": "replace", "b": "replace"}
    assert stack.cloud.names("delete") == ["a"]
    assert len(stack.cloud.names("create")) == 4


def test_what_a_replacement_superseded_is_deleted_by_a_later_run_if_it_could_not_be_deleted(stack: Stack) -> None:
    done(stack.up('Thing("a", kind="x")'))
    stack.cloud.on("delete", "a", _refuse)
    assert "no room" in stack.up('Thing("a", kind="y")').error
    assert [(each["id"], each.get("delete", False)) for each in stack.resources()] == [("a-2", False), ("a-1", True)]
    stack.cloud.hooks.clear()
    result = stack.up()
    assert done(result) == {"a": "delete"}, "a plan that has something left to do is not empty"
    assert list(stack.cloud.things) == ["a-2"]


def _refuse() -> None:
    msg = "no room"
    raise Refused(msg)
