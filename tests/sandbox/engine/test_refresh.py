"""Refresh brings the state to what is there. It asks, and changes nothing but the state."""

import pytest

from operations.live.history import forgotten, runs_in
from sandbox.cli.exports import past_runs
from sandbox.engine.resource import ResourceState
from sandbox.engine.targets import targeted
from tests.sandbox.engine.conftest import PROJECT, Stack, done
from tests.sandbox.engine.provider import Refused, Unfinished


@pytest.fixture
def up(stack: Stack) -> Stack:
    done(stack.up('a = Thing("a", size=1); Thing("b", note=a.arn, size=1)'))
    return stack


def test_drift_is_taken_into_the_state_and_put_right_by_the_next_up(up: Stack) -> None:
    up.cloud.things["a-1"]["size"] = 5
    result = up.refresh()
    assert done(result) == {"a": "refresh"}
    (change,) = result.effective
    assert (change.properties["size"].old, change.properties["size"].new) == (1, 5)
    assert up.resource("a")["outputs"]["size"] == 5
    assert done(up.up()) == {"a": "update"}
    assert up.cloud.things["a-1"]["size"] == 1


def test_without_drift_nothing_changes(up: Stack) -> None:
    before = up.resources()
    assert done(up.refresh()) == {}
    assert up.resources() == before


def test_what_is_gone_is_forgotten_and_made_again_by_the_next_up(up: Stack) -> None:
    del up.cloud.things["b-2"]
    assert done(up.refresh()) == {"b": "delete"}
    assert [each["id"] for each in up.resources()] == ["a-1"]
    assert done(up.up()) == {"b": "create"}


def test_a_stack_remembers_what_runs_did_and_what_a_look_took_out_of_its_state(up: Stack) -> None:
    del up.cloud.things["b-2"]
    done(up.refresh())
    done(up.deployment().refresh(dry_run=True))
    up.cloud.on("create", "b", _fail)
    assert up.up().error
    runs = up.backend.runs(PROJECT, up.name)
    assert [(run["kind"], run["result"]) for run in runs] == [
        ("update", "failed"),
        ("refresh", "succeeded"),
        ("update", "succeeded"),
    ]
    assert runs[-1]["resourceChanges"] == {"create": 3}, "both, and the stack itself"
    assert runs[1]["resourceChanges"]["delete"] == 1
    said = past_runs(up.backend, PROJECT, up.name)
    assert forgotten(up.state["resources"], runs_in(said, up.name)).startswith("lacks 1 resource that the last up left")
    up.cloud.on("create", "b", lambda: None)
    done(up.up())
    assert forgotten(up.state["resources"], runs_in(past_runs(up.backend, PROJECT, up.name), up.name)) == ""


def test_a_stack_that_is_forgotten_has_no_history(up: Stack) -> None:
    up.backend.remove(PROJECT, up.name)
    assert up.backend.runs(PROJECT, up.name) == []


def test_references_to_what_is_gone_are_dropped(up: Stack) -> None:
    """Pulumi refuses a state that refers to what is not in it."""
    del up.cloud.things["a-1"]
    done(up.refresh())
    assert up.resource("b")["propertyDependencies"]["note"] == []
    assert "dependencies" not in up.resource("b")


def test_children_of_what_is_gone_get_the_next_parent(stack: Stack) -> None:
    done(stack.up('a = Thing("a"); Thing("b", pulumi.ResourceOptions(parent=a))'))
    del stack.cloud.things["a-1"]
    done(stack.refresh())
    assert stack.resource("b")["parent"].endswith("Stack::proj-dev")


def test_only_targets_are_looked_at_and_the_next_up_makes_what_is_gone(stack: Stack) -> None:
    done(stack.up('for name in "ab": Thing(name); Thing(f"{name}x")'))
    things = {each["urn"].rpartition("::")[2]: each["id"] for each in stack.resources()}
    del stack.cloud.things[things["a"]], stack.cloud.things[things["b"]]
    stack.cloud.on("read", "bx", _fail)
    assert done(stack.refresh(targets=["**::a"])) == {"a": "delete"}
    assert done(stack.up()) == {"a": "create"}
    assert stack.resource("b")["id"] == things["b"], "nobody has looked"


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("urn:pulumi:dev::proj::test:index:Thing::ab", {"ab"}),
        ("**::a*", {"a", "ab"}),
        ("urn:pulumi:*::proj::**", {"a", "ab", "b"}),
        ("*::a", set()),
        ("**::c", set()),
    ],
)
def test_a_target_is_a_urn_or_a_pattern_as_pulumi_reads_it(target: str, found: set[str]) -> None:
    urns = [f"urn:pulumi:dev::proj::test:index:Thing::{name}" for name in ("a", "ab", "b")]
    states = [ResourceState(urn=urn, type="test:index:Thing", custom=True) for urn in urns]
    assert {each.urn.rpartition("::")[2] for each in targeted(states, [target])} == found


def test_a_urn_that_is_not_in_the_stack_is_refused_and_nothing_is_looked_at(up: Stack) -> None:
    up.cloud.on("read", "a", _fail)
    refused = up.refresh(targets=["urn:pulumi:dev::proj::test:index:Thing::c"])
    assert "could not be found in the stack. Did you forget to escape $ in your shell?" in refused.error
    assert "the line is dead" not in refused.error


def test_a_look_up_that_fails_is_not_taken_for_absence(up: Stack) -> None:
    before = up.resources()
    up.cloud.on("read", "a", _fail)
    assert "the line is dead" in up.refresh().error
    assert up.resources() == before


def test_a_preview_of_a_refresh_says_the_same_and_writes_nothing(up: Stack) -> None:
    up.cloud.things["a-1"]["size"] = 5
    del up.cloud.things["b-2"]
    before = up.state_text
    assert done(up.deployment().refresh(dry_run=True)) == {"a": "refresh", "b": "delete"}
    assert up.state_text == before
    assert done(up.refresh()) == {"a": "refresh", "b": "delete"}


def test_up_may_look_first(up: Stack) -> None:
    del up.cloud.things["a-1"]
    assert done(up.up(refresh=True))["a"] == "create"
    assert up.resource("b")["inputs"]["note"] == up.resource("a")["outputs"]["arn"]


def test_a_preview_may_look_first(up: Stack) -> None:
    up.cloud.things["a-1"]["size"] = 5
    assert done(up.preview()) == {}, "the state does not know of it"
    assert done(up.deployment().preview(refresh=True)) == {"a": "update"}


def test_a_secret_stays_one(stack: Stack) -> None:
    done(stack.up('Thing("a", note=pulumi.Output.secret("hush"))'))
    stack.cloud.things["a-1"]["note"] = "hushed up"
    result = stack.refresh()
    assert done(result) == {"a": "refresh"}
    assert "hush" not in stack.state_text
    assert "hush" not in str(result.changes)


def test_a_resource_that_is_unwell_is_recorded_as_such(up: Stack) -> None:
    def unwell() -> None:
        msg = "it does not answer"
        raise Unfinished(msg)

    up.cloud.on("read", "a", unwell)
    assert up.refresh().error == ""
    assert up.resource("a")["initErrors"] == ["it does not answer"]
    up.cloud.hooks.clear()
    done(up.refresh())
    assert "initErrors" not in up.resource("a")


def test_components_and_providers_are_left_as_they_are(stack: Stack) -> None:
    done(stack.up('Thing("a", pulumi.ResourceOptions(parent=Group("g"), provider=Provider("p", account="x")))'))
    stack.cloud.calls.clear()
    assert done(stack.refresh()) == {}
    assert stack.cloud.names("read") == ["a"]


def _fail() -> None:
    msg = "the line is dead"
    raise Refused(msg)
