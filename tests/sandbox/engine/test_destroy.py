"""Destroy deletes everything that the state holds, and leaves a state with nothing in it. Protection: see beside."""

from tests.sandbox.engine.conftest import Stack, done


def test_everything_goes_dependents_first(stack: Stack) -> None:
    done(stack.up('a = Thing("a"); b = Thing("b", note=a.arn); Thing("c", note=b.arn); pulumi.export("n", 1)'))
    assert done(stack.destroy()) == {"a": "delete", "b": "delete", "c": "delete"}
    assert stack.cloud.names("delete") == ["c", "b", "a"]
    assert stack.cloud.things == {}
    assert stack.state.get("resources", []) == []


def test_the_program_is_not_run(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    stack.declare("raise ValueError('not now')")
    assert done(stack.destroy()) == {"a": "delete"}


def test_a_stack_that_has_nothing_is_destroyed_without_complaint(stack: Stack) -> None:
    assert done(stack.destroy()) == {}


def test_a_dry_run_deletes_nothing(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    before = stack.state_text
    assert done(stack.deployment().destroy(dry_run=True)) == {"a": "delete"}
    assert list(stack.cloud.things) == ["a-1"]
    assert stack.state_text == before


def test_what_is_gone_already_is_no_error(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    stack.cloud.things.clear()
    assert done(stack.destroy()) == {"a": "delete"}


def test_each_provider_deletes_what_it_made(stack: Stack) -> None:
    done(
        stack.up("""
        for account in ("x", "y"):
            Thing(account, pulumi.ResourceOptions(provider=Provider(f"in-{account}", account=account)))
        """)
    )
    done(stack.destroy())
    assert sorted(stack.cloud.deleted_by.values()) == ["x", "y"]


def test_a_resource_and_what_it_superseded_both_go_though_each_refers_to_the_others_dependent(stack: Stack) -> None:
    """The old `a` needed `b`, and `b` needs the new `a`: by URN alone that is a circle."""
    done(stack.up('b = Thing("b"); Thing("a", note=b.arn, kind="x")'))

    def turn_round(state: dict) -> None:  # type: ignore[type-arg]
        b, old = state["resources"][-2:]
        new = {**old, "id": "a-9", "propertyDependencies": {}, "dependencies": []}
        state["resources"][-2:] = [new, {**b, "dependencies": [new["urn"]]}, {**old, "delete": True}]

    stack.edit_state(turn_round)
    stack.cloud.things["a-9"] = {}
    assert stack.destroy().error == ""
    assert stack.cloud.things == {}
    assert stack.state.get("resources", []) == []


def test_up_after_destroy_begins_anew(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    done(stack.destroy())
    assert done(stack.up()) == {"a": "create"}
