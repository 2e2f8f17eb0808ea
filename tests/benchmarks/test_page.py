"""How measurements become a table. The seconds here are made up: no time is taken."""

import pytest

from benchmarks.measuring import Row, alternately
from benchmarks.page import page, table


def row(measured: list[float], base: list[float]) -> Row:
    return Row(what="preview", against="its floor", measured=measured, base=base)


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    # The second round met a slow machine: both sides took ten times as long.
    assert row([1.1, 11.0, 1.3], [1.0, 10.0, 1.0]).ratio == pytest.approx(1.1)


def test_a_row_says_the_ratio_first_and_the_seconds_after_it() -> None:
    assert table([row([3.0], [2.0])]).splitlines()[-1] == "| preview | its floor | 1.50 | 3.0 s | 2.0 s | 1 |"


def test_less_than_a_tenth_of_a_second_is_told_in_milliseconds() -> None:
    assert table([row([0.0006], [0.0005])]).splitlines()[-1] == "| preview | its floor | 1.20 | 0.60 ms | 0.50 ms | 1 |"


def test_the_page_gives_each_part_its_share() -> None:
    text = page([row([3.0], [2.0])], {"engine": 1.0, "providers": 3.0})
    assert "| engine | 25% | 1.00 s |" in text
    assert "| providers | 75% | 3.00 s |" in text


def test_what_is_compared_runs_alternately_after_a_round_that_does_not_count() -> None:
    ran: list[str] = []
    taken = alternately(2, lambda: ran.append("a"), lambda: ran.append("b"))
    assert ran == ["a", "b"] * 3
    assert [len(seconds) for seconds in taken] == [2, 2]
