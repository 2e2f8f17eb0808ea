"""Durations of a stack file, written and read back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from settings.durations import format_duration, parse_duration

_WHOLE_SECONDS = some.integers(min_value=0, max_value=10**9).map(lambda seconds: timedelta(seconds=seconds))
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


@given(_WHOLE_SECONDS)
def test_what_is_written_is_read_back(value: timedelta) -> None:
    assert parse_duration(format_duration(value)) == value


@given(some.integers(min_value=1, max_value=10**6), some.sampled_from(sorted(_UNITS)))
def test_a_number_of_units_is_that_long(count: int, unit: str) -> None:
    assert parse_duration(f"{count}{unit}") == count * _UNITS[unit]


@given(_WHOLE_SECONDS.filter(bool))
def test_the_largest_unit_that_divides_is_written(value: timedelta) -> None:
    written = format_duration(value)
    larger = [unit for unit, size in _UNITS.items() if size > _UNITS[written[-1]]]
    assert all(value % _UNITS[unit] for unit in larger)


@given(some.text().filter(lambda text: not text.rstrip("smh").isdecimal()))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a whole number and a unit"):
        parse_duration(text)


@pytest.mark.parametrize("value", [5, 5.0, True, None, "5", "-5s", "5.5s", "1h30m", " 5s", "5s ", "5S", "5s\n"])
def test_nothing_without_exactly_one_unit_is_a_duration(value: object) -> None:
    with pytest.raises(ValueError, match="which is no duration"):
        parse_duration(value)
