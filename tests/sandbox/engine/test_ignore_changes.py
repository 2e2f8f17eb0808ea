"""`ignore_changes` keeps what the state has, path by path, with Pulumi's meaning of a path."""

from typing import Any

import pytest

from sandbox.engine.paths import keep_ignored
from sandbox.protocol.paths import covers, parse_path
from sandbox.protocol.values import secret
from tests.sandbox.engine.conftest import Stack, done


def test_an_ignored_change_changes_nothing(stack: Stack) -> None:
    program = 'Thing("a", pulumi.ResourceOptions(ignore_changes=["size"]), size={0}, note={1})'
    done(stack.up(program.format(1, 1)))
    assert done(stack.up(program.format(2, 1))) == {}
    assert done(stack.up(program.format(3, 2))) == {"a": "update"}
    assert stack.cloud.things["a-1"]["size"] == 1, "an update for another reason leaves it alone too"


def test_a_new_resource_is_created_with_what_is_ignored_later(stack: Stack) -> None:
    done(stack.up('Thing("a", pulumi.ResourceOptions(ignore_changes=["size"]), size=1)'))
    assert stack.cloud.things["a-1"]["size"] == 1


def test_a_replacement_is_created_as_the_program_says(stack: Stack) -> None:
    program = 'Thing("a", pulumi.ResourceOptions(ignore_changes=["size"]), size={0}, kind={0})'
    done(stack.up(program.format(1)))
    assert done(stack.up(program.format(2))) == {"a": "replace"}
    assert stack.cloud.things["a-2"]["size"] == 2, "as with Pulumi: there is nothing yet whose value could be kept"


def test_a_path_that_cannot_be_kept_is_said(stack: Stack) -> None:
    program = 'Thing("a", pulumi.ResourceOptions(ignore_changes=["sizes[2]"]), sizes={0})'
    done(stack.up(program.format([1])))
    assert done(stack.up(program.format([1, 2, 3]))) == {"a": "update"}
    assert "sizes[2]" in stack.messages()


@pytest.mark.parametrize(
    ("path", "old", "new", "kept"),
    [
        ("a", {"a": 1}, {"a": 2}, {"a": 1}),
        ("a", {}, {"a": 2}, {}),
        ("a", {"a": 1}, {}, {"a": 1}),
        ("a.b", {"a": {"b": 1}}, {"a": {"b": 2, "c": 2}}, {"a": {"b": 1, "c": 2}}),
        ("a.b", {}, {"a": {"b": 2, "c": 2}}, {"a": {"c": 2}}),
        ("a.b.c", {}, {"a": {"b": {"c": 2}}}, {"a": {"b": {}}}),
        ("a[1]", {"a": [1, 1]}, {"a": [2, 2]}, {"a": [2, 1]}),
        ("a[0].b", {"a": [{"b": 1}]}, {"a": [{"b": 2, "c": 2}]}, {"a": [{"b": 1, "c": 2}]}),
        ("a[*].b", {"a": [{"b": 1}, {"b": 1}]}, {"a": [{"b": 2}, {"b": 3}]}, {"a": [{"b": 1}, {"b": 1}]}),
        ("a.*", {"a": {"b": 1}}, {"a": {"b": 2, "c": 2}}, {"a": {"b": 1}}),
        ('a["x.y"]', {"a": {"x.y": 1}}, {"a": {"x.y": 2}}, {"a": {"x.y": 1}}),
        ("a.b", {"a": secret({"b": 1})}, {"a": {"b": 2}}, {"a": {"b": secret(1)}}),
        ("a.b", {"a": {"b": 1}}, {"a": secret({"b": 2})}, {"a": secret({"b": 1})}),
    ],
)
def test_the_old_value_is_put_back(path: str, old: Any, new: Any, kept: Any) -> None:  # noqa: ANN401 - JSON
    assert keep_ignored(new, old, (path,)) == (kept, ())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a[1]", {"a": [1]}, {"a": [2, 2]}),
        ("a[1]", {"a": [1, 1]}, {"a": [2]}),
        ("a[*]", {"a": [1, 1]}, {"a": [2]}),
        ("a.b", {"a": {"b": 1}}, {}),
        ("a.b", {"a": {"b": 1}}, {"a": 2}),
    ],
)
def test_a_path_that_would_add_or_remove_an_element_is_reported(path: str, old: Any, new: Any) -> None:  # noqa: ANN401
    assert keep_ignored(new, old, (path,))[1] == (path,)


def test_the_programs_own_values_are_not_touched() -> None:
    new = {"a": {"b": 2}}
    keep_ignored(new, {"a": {"b": 1}}, ("a.b",))
    assert new == {"a": {"b": 2}}


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a.b[0].c", ["a", "b", 0, "c"]),
        ('a["x.y"].z', ["a", "x.y", "z"]),
        ('["say \\"hi\\""]', ['say "hi"']),
        ("a[*].b", ["a", "*", "b"]),
    ],
)
def test_paths_are_read_as_pulumi_reads_them(path: str, parts: list[str | int]) -> None:
    assert parse_path(path) == parts


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("a", "a.b", True),
        ("a.b", "a", False),
        ("a[*].b", "a[3].b", True),
        ("a[1]", "a[2]", False),
        ("a", "ab", False),
    ],
)
def test_a_pattern_covers_what_lies_inside_it(pattern: str, path: str, covered: bool) -> None:  # noqa: FBT001
    assert covers(pattern, path) is covered
