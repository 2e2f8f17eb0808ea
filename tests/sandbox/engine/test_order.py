"""What waits for what, and what runs at once. Barriers stand in for time: two calls that must overlap meet in one."""

import threading

import pytest

from tests.sandbox.engine.conftest import Stack, done

_PATIENCE_SECONDS = 10


def test_what_uses_an_output_is_made_after_it(stack: Stack) -> None:
    stack.up('b = Thing("b"); Thing("a", note=b.arn)')
    assert stack.cloud.names("create") == ["b", "a"]
    assert stack.cloud.things["a-2"]["note"] == "arn:b-1"


def test_depends_on_orders_resources_that_share_nothing(stack: Stack) -> None:
    stack.up('b = Thing("b"); Thing("a", pulumi.ResourceOptions(depends_on=[b]))')
    assert stack.cloud.names("create") == ["b", "a"]
    (needed,) = stack.resource("a")["dependencies"]
    assert needed.endswith("::b")


def test_dependents_are_deleted_first(stack: Stack) -> None:
    stack.up('a = Thing("a"); b = Thing("b", note=a.arn); Thing("c", pulumi.ResourceOptions(depends_on=[b]))')
    stack.up("")
    assert stack.cloud.names("delete") == ["c", "b", "a"]


def test_children_are_deleted_before_their_parent(stack: Stack) -> None:
    stack.up('a = Thing("a"); Thing("b", pulumi.ResourceOptions(parent=a))')
    stack.up("")
    assert stack.cloud.names("delete") == ["b", "a"]


@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_independent_resources_are_worked_on_at_once(stack: Stack, operation: str) -> None:
    names = ["a", "b", "c"]
    meeting = threading.Barrier(len(names))

    def meet() -> None:
        meeting.wait(_PATIENCE_SECONDS)

    for name in names:
        stack.cloud.on(operation, name, meet)
    things = "\n".join(f'Thing("{name}", size=1)' for name in names)
    results = [stack.up(things), stack.up(things.replace("1", "2")), stack.destroy()]
    assert [result.error for result in results] == ["", "", ""], (
        "a broken barrier means that one had to wait for another"
    )
    assert meeting.broken is False
    assert len(stack.cloud.names(operation)) == len(names)


@pytest.mark.parametrize("parallel", [1, 3])
def test_no_more_runs_at_once_than_parallel_allows(stack: Stack, parallel: int) -> None:
    """Every call that changes something is made while it holds one of as many slots as `parallel` says."""
    names = ["a", "b", "c", "d"]
    free: list[int] = []

    def run(program: str) -> None:
        stack.declare(program)
        with stack.deployment(parallel=parallel)._run_of_program(dry_run=False) as begun:
            slots = begun.stepper.operations.slots
            free.append(slots._value)
            for name in names:
                for operation in ("create", "update", "delete"):
                    stack.cloud.on(operation, name, lambda: free.append(slots._value))
            done(begun.result(lambda: begun.up(refresh=False)))
            free.append(slots._value)

    for size in (1, 2):
        run("\n".join(f'Thing("{name}", size={size})' for name in names))
    run("")
    assert len(free) == 3 * (len(names) + 2)
    at_rest = [found for found in free if found == parallel]
    assert len(at_rest) == 6, "only before and after a run all slots are free"
    assert max(free) == parallel


def test_what_uses_a_component_of_a_provider_is_deleted_before_what_is_in_it(stack: Stack) -> None:
    """The output names the component, though it came from the child."""
    stack.up('box = Box("box"); Thing("a", note=box.child_arn)')
    stack.up("")
    assert stack.cloud.names("delete") == ["a", "box-child"]
