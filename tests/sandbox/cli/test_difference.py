"""How a changed property reads."""

import json
from typing import Any

import pytest

from sandbox.cli.difference import lines


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"),
    [
        ("update", 1, 2, ["~ p: 1 => 2"]),
        ("update", "a", None, ['~ p: "a" => null']),
        ("add", None, "a", ['+ p: "a"']),
        ("add-replace", None, {"a": 1}, ['+ p: {"a": 1}']),
        ("delete", "a", None, ['- p: "a"']),
        ("update", "[secret]", "[secret]", ["~ p: [secret] => [secret]"]),
        ("update", "a", "[unknown]", ['~ p: "a" => [unknown]']),
        ("update", {"a": 1, "b": 1}, {"a": 1, "b": 2, "c": 3}, ["~ p.b: 1 => 2", "+ p.c: 3"]),
        ("update", {"a": {"b": 1}}, {"a": {}}, ["- p.a.b: 1"]),
        ("update", [1, 2, 3], [1, 4], ["~ p[1]: 2 => 4", "- p[2]: 3"]),
        ("update", {"aws:x": 1}, {"aws:x": 2}, ['~ p["aws:x"]: 1 => 2']),
        ("update", {"a": 1}, [1], ['~ p: {"a": 1} => [1]']),
        ("update", json.dumps({"S": [{"A": 1}]}), json.dumps({"S": [{"A": 2}]}), ["~ p.S[0].A: 1 => 2"]),
        ("update", "{not json", "{nor this", ['~ p: "{not json" => "{nor this"']),
    ],
)
def test_only_what_differs_is_shown(kind: str, old: Any, new: Any, expected: list[str]) -> None:  # noqa: ANN401 - JSON
    assert list(lines("p", kind, old, new)) == expected


def test_a_long_value_is_cut() -> None:
    (line,) = lines("p", "add", None, "x" * 500)
    assert len(line) < 120
    assert line.endswith("…")


def test_of_two_long_values_the_part_that_differs_is_shown() -> None:
    (line,) = lines("p", "update", f"{'x' * 300}old{'y' * 300}", f"{'x' * 300}new{'y' * 300}")
    assert "old" in line
    assert "new" in line
    assert len(line) < 250
