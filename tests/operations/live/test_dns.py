"""Names are looked up once, also where several ask at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from operations.live.dns import LookupFailedError, once


def test_who_asks_meanwhile_gets_the_same_answer() -> None:
    asked, may_answer = [], Event()

    def slow(name: str) -> frozenset[str]:
        asked.append(name)
        may_answer.wait()
        return frozenset({name})

    lookup = once(slow)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(lookup, "app.example.com") for _ in range(2)]
        may_answer.set()
        assert [each.result() for each in both] == [frozenset({"app.example.com"})] * 2
    assert lookup("other.example.com") == frozenset({"other.example.com"})
    assert asked == ["app.example.com", "other.example.com"]


def test_that_nobody_could_be_asked_is_told_to_everybody() -> None:
    def silent(name: str) -> frozenset[str]:
        raise LookupFailedError(f"nobody says what {name} is")

    lookup = once(silent)
    for _ in range(2):
        with pytest.raises(LookupFailedError, match="nobody says what app"):
            lookup("app.example.com")
