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


@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_parallel_1_does_one_thing_at_a_time(stack: Stack, operation: str) -> None:
    names = ["a", "b", "c", "d"]
    running: list[str] = []
    together: list[list[str]] = []

    def enter(name: str) -> None:
        running.append(name)
        together.append(list(running))
        running.remove(name)

    for name in names:
        stack.cloud.on(operation, name, lambda name=name: enter(name))  # type: ignore[misc]
    things = "\n".join(f'Thing("{name}", size=1)' for name in names)
    stack.up(things, parallel=1)
    stack.up(things.replace("1", "2"), parallel=1)
    done(stack.deployment(parallel=1).destroy())
    assert sorted(together) == [[name] for name in names]


def test_no_more_runs_at_once_than_parallel_allows(stack: Stack) -> None:
    inside, most = threading.Semaphore(2), []

    def enter() -> None:
        most.append(inside.acquire(blocking=False))
        inside.release()

    for index in range(6):
        stack.cloud.on("create", f"t{index}", enter)
    stack.up("for i in range(6): Thing(f't{i}')", parallel=2)
    assert most == [True] * 6


def test_what_uses_a_component_of_a_provider_is_deleted_before_what_is_in_it(stack: Stack) -> None:
    """The output names the component, though it came from the child."""
    stack.up('box = Box("box"); Thing("a", note=box.child_arn)')
    stack.up("")
    assert stack.cloud.names("delete") == ["a", "box-child"]
