"""The log of calls: numbers, pages, and a memory that does not grow with it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.cloud.call_log import CallLog, Entry


def entry(number: int) -> Entry:
    return Entry(
        at=float(number), region="us-east-1", service="sqs", action=f"Call{number}", status=200, milliseconds=1
    )


@pytest.fixture
def log(tmp_path: Path) -> Iterator[CallLog]:
    with closing(CallLog(tmp_path / "cloud" / "calls.jsonl")) as opened:
        yield opened


def actions(entries: list[dict[str, object]]) -> list[object]:
    return [found["action"] for found in entries]


def test_calls_are_read_from_any_number_on(log: CallLog) -> None:
    for number in range(5):
        log.add(entry(number))
    assert actions(log.since(0)) == [f"Call{number}" for number in range(5)]
    assert actions(log.since(3)) == ["Call3", "Call4"]
    assert log.since(5) == log.since(99) == []


def test_a_page_is_as_long_as_asked(log: CallLog) -> None:
    for number in range(5):
        log.add(entry(number))
    assert actions(log.since(1, limit=2)) == ["Call1", "Call2"]


def test_calls_that_are_added_later_are_found(log: CallLog) -> None:
    log.add(entry(0))
    assert actions(log.since(1)) == []
    log.add(entry(1))
    assert actions(log.since(1)) == ["Call1"]


def test_a_negative_number_is_refused(log: CallLog) -> None:
    with pytest.raises(ValueError, match="-1"):
        log.since(-1)


def test_a_new_cloud_begins_a_new_log(tmp_path: Path) -> None:
    for _ in range(2):
        with closing(CallLog(tmp_path / "calls.jsonl")) as log:
            log.add(entry(0))
    assert len((tmp_path / "calls.jsonl").read_text().splitlines()) == 1


def test_what_a_call_costs_in_memory_is_where_its_line_begins(log: CallLog) -> None:
    for number in range(1000):
        log.add(entry(number))
    kept = log._begins.buffer_info()[1] * log._begins.itemsize
    assert (len(log), kept) == (1000, 8000)
