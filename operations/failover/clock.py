"""Time, as far as a failover needs it."""

import time
from typing import Protocol


class Clock(Protocol):
    """What time it is, and letting some of it pass."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def wait(self, seconds: float) -> None:
        """Return after so many seconds."""


class WallClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def wait(self, seconds: float) -> None:
        """Return after so many seconds."""
        time.sleep(seconds)
