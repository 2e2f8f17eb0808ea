"""What a signal does to the server. That the process really ends is the process test's."""

import signal
import threading
from collections.abc import Callable

import pytest

from workloads.shop.web.health import Readiness
from workloads.shop.web.server import DrainingServer


class SetTimer(threading.Timer):
    """A timer that waits until it is fired by hand."""

    made: "list[SetTimer]" = []  # noqa: RUF012

    def __init__(self, interval: float, function: Callable[[], object]) -> None:
        super().__init__(interval, function)
        self.made.append(self)

    def start(self) -> None:
        """Wait."""


@pytest.fixture
def draining(monkeypatch: pytest.MonkeyPatch) -> tuple[DrainingServer, Readiness]:
    """A server that was told to stop once."""
    monkeypatch.setattr("workloads.shop.web.server.threading.Timer", SetTimer)
    monkeypatch.setattr(SetTimer, "made", [])

    async def app(*_: object) -> None:
        raise AssertionError("nobody asks")

    readiness = Readiness()
    made = DrainingServer(app, readiness, port=8080, drain_seconds=20)
    made.handle_exit(signal.SIGTERM, None)
    return made, readiness


def test_told_to_stop_it_says_so_to_the_load_balancer_and_serves_on(
    draining: tuple[DrainingServer, Readiness],
) -> None:
    server, readiness = draining
    assert readiness.draining
    assert not server.should_exit


def test_it_ends_when_the_draining_is_over(draining: tuple[DrainingServer, Readiness]) -> None:
    [timer] = SetTimer.made
    assert timer.interval == 20
    timer.function()
    assert draining[0].should_exit


def test_told_twice_it_ends_at_once(draining: tuple[DrainingServer, Readiness]) -> None:
    draining[0].handle_exit(signal.SIGTERM, None)
    assert draining[0].should_exit


def test_it_does_not_die_of_the_signal_in_the_end(draining: tuple[DrainingServer, Readiness]) -> None:
    assert draining[0]._captured_signals == [], "uvicorn raises these again, and the exit code would be the signal's"
