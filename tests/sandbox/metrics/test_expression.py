"""Metric math, against the examples in CloudWatch's user guide, "Using metric math"."""

import pytest

from sandbox.metrics.expression import (
    ExpressionError,
    Series,
    bare_in,
    computed,
    filled_in,
    functions_in,
    names_in,
    parsed,
)

PERIODS = range(5)


def series(row: str) -> Series:
    return {at: float(value) for at, value in enumerate(row.split()) if value != "-"}


def result(text: str, **rows: str) -> str:
    """As the guide writes a series: values, and - where there is none."""
    length = max(len(row.split()) for row in rows.values())
    found = computed(parsed(text), {key: series(row) for key, row in rows.items()}, range(length))
    return " ".join(f"{found[at]:g}" if at in found else "-" for at in range(length))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m1 < m2", "0 0 1 0"),
        ("m1 >= 30", "1 0 0 0"),
        ("m1 > 15 AND m2 > 15", "1 0 0 0"),
    ],
)
def test_the_comparisons_of_the_guide_hold(text: str, expected: str) -> None:
    assert result(text, m1="30 20 0 0", m2="20 - 20 -") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IF(m1, m2, m3)", "30 0 20 - -"),
        ("IF(m1, 5, m3)", "5 5 20 - -"),
        ("IF(m1, m2, 5)", "30 0 5 5 -"),
        ("IF(m1, m2)", "30 0 - - -"),
    ],
)
def test_the_tables_of_if_hold(text: str, expected: str) -> None:
    assert result(text, m1="1 1 0 0 -", m2="30 - 0 0 30", m3="0 0 20 - 20") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m1 + m2", "3 1 2 -"),
        ("m1 - m2", "-1 1 -2 -"),
        ("m2 / m1", "2 0 - -"),
        ("-m1 + 2 * 3", "5 5 - -"),
        ("(m1 + 1) * 2 ^ 3", "16 16 - -"),
        ("FILL(m1, 7)", "1 1 7 7"),
        ("FILL(m1, -1) >= 0", "1 1 0 0"),
        ("MAX([m1, m2])", "2 1 2 -"),
        ("SUM([m1, m2])", "3 1 2 -"),
        ("ABS(0 - m1)", "1 1 - -"),
        ("m1 == 1 OR m2 == 2", "1 1 1 -"),
    ],
)
def test_what_is_missing_counts_as_nothing_and_what_is_filled_does_not(text: str, expected: str) -> None:
    assert result(text, m1="1 1 - -", m2="2 - 2 -") == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("m1 +", "the end"),
        ("m1 m2", "m2 is left over"),
        ("IF(m1, 1, 2", "is missing before the end"),
        ("m1 % 2", "'%'"),
        ("M1 + 1", "M1 is no id"),
        ("FUNNY(m1)", "FUNNY is no function"),
        (") + 1", "stands where a value has to"),
    ],
)
def test_what_is_no_expression_is_said(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        parsed(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MAX(m1)", "MAX is not computed here"),
        ("1 + 1", "a number or several series"),
        ("[m1, m1]", "a number or several series"),
        ("FILL(m2, 0)", "nothing has the id m2"),
        ("IF(1 / 0, m1, m1)", "division by zero"),
    ],
)
def test_what_gives_no_series_is_said(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        computed(parsed(text), {"m1": {0: 1.0}}, PERIODS)


def test_an_expression_tells_what_it_reads_and_what_it_fills_in() -> None:
    node = parsed("IF(FILL(a,0) >= 1, b, FILL(c, 0) + b)")
    assert names_in(node) == {"a", "b", "c"}
    assert functions_in(node) == {"FILL", "IF"}
    assert filled_in(node) == {"a", "c"}
    assert bare_in(node) == {"b"}
