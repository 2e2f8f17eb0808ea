"""Stack references: outputs of another stack, out of its state."""

import pytest

from tests.sandbox.engine.conftest import PROJECT, Stack, done

_READS = 'other = pulumi.StackReference("{0}"); pulumi.export("got", other.require_output("{1}"))'


@pytest.fixture
def other(stack: Stack) -> Stack:
    """A second stack of the same project, in the same folder, that is up."""
    second = Stack(stack.directory, stack.environment, stack.cloud, "other", stack.events)
    done(second.up('a = Thing("a"); pulumi.export("arn", a.arn); pulumi.export("word", pulumi.Output.secret("hush"))'))
    return second


@pytest.mark.parametrize("name", ["other", f"{PROJECT}/other", f"organization/{PROJECT}/other"])
def test_outputs_of_another_stack_are_read(stack: Stack, other: Stack, name: str) -> None:
    assert stack.up(_READS.format(name, "arn")).outputs == {"got": "arn:a-1"}
    assert done(stack.up()) == {}
    assert done(other.preview('a = Thing("a"); pulumi.export("arn", a.arn)')) == {}


def test_a_preview_reads_them_too(stack: Stack, other: Stack) -> None:
    assert stack.preview(_READS.format(other.name, "arn")).outputs == {"got": "arn:a-1"}


def test_a_secret_output_stays_secret_here(stack: Stack, other: Stack) -> None:
    done(stack.up(_READS.format(other.name, "word")))
    assert "hush" not in stack.state_text


def test_a_stack_that_was_never_up_is_named_with_what_to_run_first(stack: Stack) -> None:
    result = stack.up(_READS.format("other", "arn"))
    assert "stack 'other', which is not up yet" in result.error
    assert "run `up other` first" in result.error
    assert "(stacks with a state: none)" in result.error


def test_a_stack_that_was_destroyed_is_not_up(stack: Stack, other: Stack) -> None:
    done(other.destroy())
    assert "run `up other` first" in stack.up(_READS.format("other", "arn")).error


def test_an_output_that_the_other_stack_does_not_have_is_named(stack: Stack, other: Stack) -> None:
    result = stack.up(_READS.format(other.name, "nosuch"))
    assert result.error
    assert "nosuch" in stack.messages()


def test_another_organization_is_refused(stack: Stack) -> None:
    assert "organization 'acme'" in stack.up(_READS.format(f"acme/{PROJECT}/other", "arn")).error


def test_what_is_only_read_is_never_deleted(stack: Stack, other: Stack) -> None:
    done(stack.up(_READS.format(other.name, "arn")))
    assert stack.resource("other")["external"] is True
    done(stack.destroy())
    assert list(other.cloud.things) == ["a-1"]
    assert other.state["resources"]
