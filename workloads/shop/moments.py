"""Instants as text, of one width and in UTC, so that the order of the texts is the order in time."""

from collections.abc import Callable
from datetime import UTC, datetime

# Seconds since the epoch.
Clock = Callable[[], float]


def moment(seconds: float) -> str:
    """The instant that is `seconds` after the epoch."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
