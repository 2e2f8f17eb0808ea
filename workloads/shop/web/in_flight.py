"""How many requests a task holds at once.

The measure is the average over time, not the peak: it is the rate of arrival times the time that a request takes, so it
halves when the tasks double, as target tracking expects. A peak would not, and one slow second would count as a minute.
"""

import threading

from starlette.types import ASGIApp, Receive, Scope, Send

from workloads.shop.moments import Clock
from workloads.shop.web.health import PREFIX


class InFlightMeter:
    """Requests times seconds since it was last read, by a clock that never goes back."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._now, self._area = 0, 0.0
        self._since = self._changed = clock()

    def enter(self) -> None:
        """A request begins."""
        self._change(1)

    def leave(self) -> None:
        """A request ends."""
        self._change(-1)

    def take(self) -> float:
        """The average since the last call."""
        with self._lock:
            self._advance(0)
            elapsed = self._changed - self._since
            average = self._area / elapsed if elapsed > 0 else float(self._now)
            self._since, self._area = self._changed, 0.0
            return average

    def _change(self, by: int) -> None:
        with self._lock:
            self._advance(by)

    def _advance(self, by: int) -> None:
        now = self._clock()
        self._area += self._now * (now - self._changed)
        self._changed = now
        self._now += by


class InFlight:
    """Tells the meter of every request but health checks, from its first byte to the last of its answer."""

    def __init__(self, app: ASGIApp, meter: InFlightMeter) -> None:
        self._app, self._meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measure one request."""
        if scope["type"] != "http" or scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        self._meter.enter()
        try:
            await self._app(scope, receive, send)
        finally:
            self._meter.leave()
