"""What is protected or retained is not deleted: not by dropping or replacing it, and not by destroying the stack."""

import pytest

from tests.sandbox.engine.conftest import Stack, done

_PROTECTED = "pulumi.ResourceOptions(protect=True)"
_RETAINED = "pulumi.ResourceOptions(retain_on_delete=True)"


@pytest.fixture
def protected(stack: Stack) -> Stack:
    done(stack.up(f'Thing("a", {_PROTECTED}, kind="x"); Thing("b", size=1)'))
    return stack


def _assert_nothing_lost(stack: Stack) -> None:
    assert "delete" not in {operation for operation, _ in stack.cloud.calls}
    assert sorted(thing_id[0] for thing_id in stack.cloud.things) == ["a", "b"]
    assert stack.resource("a")["protect"] is True


def test_dropping_a_protected_resource_deletes_nothing_at_all(protected: Stack) -> None:
    result = protected.up("")
    assert "1 protected resource(s)" in result.error
    assert "::a" in result.error
    _assert_nothing_lost(protected)


def test_destroy_with_a_protected_resource_deletes_nothing_at_all(protected: Stack) -> None:
    result = protected.destroy()
    assert "protected" in result.error
    _assert_nothing_lost(protected)


def test_replacing_a_protected_resource_is_refused_and_names_what_forces_it(protected: Stack) -> None:
    result = protected.up(f'Thing("a", {_PROTECTED}, kind="y"); Thing("b", size=1)')
    assert "is protected, and changing kind would replace it" in result.error
    _assert_nothing_lost(protected)


@pytest.mark.parametrize("program", ["", f'Thing("a", {_PROTECTED}, kind="y"); Thing("b", size=2)'])
def test_a_preview_shows_the_whole_plan_and_fails(protected: Stack, program: str) -> None:
    result = protected.preview(program)
    assert "protected" in result.error
    assert {change.name for change in result.effective} >= {"a", "b"}, "the rest of the plan is seen all the same"


def test_a_protected_resource_can_be_updated(protected: Stack) -> None:
    assert done(protected.up(f'Thing("a", {_PROTECTED}, kind="x", size=9); Thing("b", size=1)')) == {"a": "update"}


def test_lifting_protection_needs_no_update_and_lets_it_go(protected: Stack) -> None:
    assert done(protected.up('Thing("a", kind="x"); Thing("b", size=1)')) == {}
    assert "protect" not in protected.resource("a")
    assert done(protected.up("")) == {"a": "delete", "b": "delete"}


def test_protection_may_be_lifted_by_the_run_that_replaces(protected: Stack) -> None:
    assert done(protected.up('Thing("a", kind="y"); Thing("b", size=1)')) == {"a": "replace"}


def test_a_protected_dependent_stops_a_replacement_that_deletes_first(stack: Stack) -> None:
    program = 'a = Thing("a", slot="{0}"); Thing("b", {1}, kind=a.arn)'
    done(stack.up(program.format("x", _PROTECTED)))
    result = stack.up(program.format("y", _PROTECTED))
    assert "::b" in result.error
    assert "protected" in result.error
    assert stack.cloud.names("delete") == [], "the one that would go first is still there too"


def test_a_protected_provider_is_not_deleted(stack: Stack) -> None:
    done(stack.up(f'Provider("p", {_PROTECTED})'))
    assert "::p" in stack.destroy().error
    assert stack.resource("p")["protect"] is True


def test_children_are_protected_with_their_parent(stack: Stack) -> None:
    done(stack.up(f'Thing("b", pulumi.ResourceOptions(parent=Group("g", {_PROTECTED})))'))
    assert stack.resource("b")["protect"] is True
    assert "2 protected resource(s)" in stack.destroy().error


def test_a_child_may_opt_out_of_its_parents_protection(stack: Stack) -> None:
    done(stack.up(f'Thing("b", pulumi.ResourceOptions(parent=Group("g", {_PROTECTED}), protect=False))'))
    assert "protect" not in stack.resource("b")


def test_a_retained_resource_is_forgotten_and_stays(stack: Stack) -> None:
    done(stack.up(f'Thing("a", {_RETAINED})'))
    assert done(stack.up("")) == {"a": "delete"}
    assert list(stack.cloud.things) == ["a-1"]
    assert stack.resources() == []


def test_a_retained_resource_stays_when_it_is_replaced(stack: Stack) -> None:
    program = f'Thing("a", {_RETAINED}, kind="{{0}}")'
    done(stack.up(program.format("x")))
    assert done(stack.up(program.format("y"))) == {"a": "replace"}
    assert list(stack.cloud.things) == ["a-1", "a-2"]
    assert len(stack.resources()) == 1


def test_a_retained_resource_that_would_be_deleted_first_is_forgotten_once(stack: Stack) -> None:
    options = "pulumi.ResourceOptions(retain_on_delete=True, delete_before_replace=True)"
    program = f'Thing("a", {options}, kind="{{0}}")'
    done(stack.up(program.format("x")))
    assert done(stack.up(program.format("y"))) == {"a": "replace"}
    assert stack.cloud.names("delete") == []
    assert [each["id"] for each in stack.resources()] == ["a-2"]


def test_destroy_leaves_what_is_to_be_retained(stack: Stack) -> None:
    done(stack.up(f'Thing("a", {_RETAINED}); Thing("b")'))
    assert done(stack.destroy()) == {"a": "delete", "b": "delete"}
    assert [thing_id[0] for thing_id in stack.cloud.things] == ["a"]
