"""A command that is told to end takes down what it put up for itself."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# As a shell says of a process that a signal ended.
_BY_SIGNAL = 128


@contextmanager
def ending_in_order() -> Iterator[None]:
    """While this lasts, SIGTERM unwinds like Ctrl-C: a cancelled job of CI gets it, and by itself Python just stops."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(_BY_SIGNAL + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
