"""One step per resource: same, create, update, replace, delete.

It proves what the engine decides, asks of a provider and records; not what any real provider answers.
"""

from tests.sandbox.engine.conftest import Stack, done


def test_a_new_resource_is_created_and_recorded(stack: Stack) -> None:
    assert done(stack.up('Thing("a", size=1)')) == {"a": "create"}
    assert stack.resource("a")["outputs"]["arn"] == "arn:a-1"
    assert stack.cloud.things["a-1"]["size"] == 1


def test_an_unchanged_program_changes_nothing(stack: Stack) -> None:
    stack.up('Thing("a", size=1)')
    stack.cloud.calls.clear()
    assert done(stack.up()) == {}
    assert {operation for operation, _ in stack.cloud.calls} == {"configure", "check", "diff"}


def test_a_changed_property_updates_in_place(stack: Stack) -> None:
    stack.up('Thing("a", size=1)')
    assert done(stack.up('Thing("a", size=2)')) == {"a": "update"}
    assert stack.cloud.things["a-1"]["size"] == 2
    assert stack.resource("a")["id"] == "a-1"


def test_a_property_that_forces_it_replaces_new_before_old(stack: Stack) -> None:
    stack.up('Thing("a", kind="x")')
    assert done(stack.up('Thing("a", kind="y")')) == {"a": "replace"}
    assert stack.cloud.names("create") == ["a", "a"]
    assert [call for call in stack.cloud.calls if call[0] in {"create", "delete"}][-2:] == [
        ("create", "a"),
        ("delete", "a"),
    ], "there is never a moment without one"
    assert list(stack.cloud.things) == ["a-2"]
    assert stack.resource("a")["id"] == "a-2"


def test_a_replacement_is_named_anew(stack: Stack) -> None:
    stack.up('Thing("a", kind="x")')
    before = stack.resource("a")["inputs"]["label"]
    stack.up('Thing("a", kind="y")')
    assert stack.resource("a")["inputs"]["label"] != before, "old and new exist side by side for a while"


def test_a_resource_that_is_not_declared_any_more_is_deleted(stack: Stack) -> None:
    stack.up('Thing("a"); Thing("b")')
    assert done(stack.up('Thing("b")')) == {"a": "delete"}
    assert [thing_id[0] for thing_id in stack.cloud.things] == ["b"]
    assert [each["urn"].rpartition("::")[2] for each in stack.resources()] == ["b"]


def test_what_is_left_alone_keeps_its_times(stack: Stack) -> None:
    stack.up('Thing("a", size=1); Thing("b", size=1)')
    before = {name: stack.resource(name) for name in "ab"}
    stack.up('Thing("a", size=1); Thing("b", size=2)')
    assert stack.resource("a")["modified"] == before["a"]["modified"]
    assert stack.resource("b")["created"] == before["b"]["created"]
    assert stack.resource("b")["modified"] > before["b"]["modified"]


def test_a_check_that_fails_names_resource_and_property(stack: Stack) -> None:
    result = stack.up('Thing("a", invalid="must be even")')
    assert "testing:index:Thing a" in result.error
    assert "invalid: must be even" in result.error
    assert stack.cloud.things == {}


def test_the_same_resource_declared_twice_is_refused(stack: Stack) -> None:
    result = stack.up('Thing("a"); Thing("a")')
    assert "::a is declared twice" in result.error
    assert len(stack.cloud.things) <= 1


def test_custom_timeouts_reach_the_provider_and_the_state(stack: Stack) -> None:
    options = 'pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="1m30s", delete="500ms"))'
    stack.up(f'Thing("a", {options})')
    assert stack.resource("a")["customTimeouts"] == {"create": 90.0, "delete": 0.5}
    assert stack.cloud.timeouts["create", "a"] == 90.0
    stack.destroy()
    assert stack.cloud.timeouts["delete", "a"] == 0.5


def test_a_timeout_that_is_no_duration_is_refused(stack: Stack) -> None:
    result = stack.up('Thing("a", pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="5 minutes")))')
    assert "'5 minutes' is not a duration" in result.error


def test_a_resource_that_another_tool_marked_for_replacement_is_replaced(stack: Stack) -> None:
    stack.up('Thing("a")')
    stack.edit_state(lambda state: state["resources"][-1].update(taint=True))
    assert done(stack.up()) == {"a": "replace"}
    assert list(stack.cloud.things) == ["a-2"]
    assert "taint" not in stack.resource("a")


def test_a_reference_to_a_resource_reaches_the_provider_as_its_id(stack: Stack) -> None:
    stack.up('a = Thing("a"); Thing("b", other=a)')
    assert stack.cloud.things["b-2"]["other"] == "a-1"
    assert done(stack.preview()) == {}
