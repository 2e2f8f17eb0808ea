"""Loading once for many who ask at once."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from workloads.shop.web import single_flight
from workloads.shop.web.single_flight import SingleFlight

FAR_SECONDS = 20


class WatchedFuture(Future[str]):
    """Says when somebody begins to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for: Future[None] = Future()

    def result(self, timeout: float | None = None) -> str:
        if not self.done():
            self.waited_for.set_result(None)
        return super().result(timeout)


def test_whoever_asks_during_a_load_gets_that_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_flight, "Future", WatchedFuture)
    flights: SingleFlight[str] = SingleFlight()
    loads: list[str] = []

    with ThreadPoolExecutor() as threads:
        followers: list[Future[str]] = []

        def load() -> str:
            loads.append("tea")
            followers.append(threads.submit(flights.do, "tea", load))
            flight = flights._flights["tea"]
            assert isinstance(flight, WatchedFuture)
            flight.waited_for.result(FAR_SECONDS)
            return f"load {len(loads)}"

        assert flights.do("tea", load) == "load 1"
        assert followers[0].result(FAR_SECONDS) == "load 1"
    assert loads == ["tea"]


def test_a_failed_load_fails_whoever_asked_and_is_tried_again_by_the_next() -> None:
    flights: SingleFlight[str] = SingleFlight()

    def fail() -> str:
        raise LookupError("the table is silent")

    with pytest.raises(LookupError, match="silent"):
        flights.do("tea", fail)
    assert flights.do("tea", lambda: "loaded") == "loaded"
