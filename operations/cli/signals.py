"""A command that is told to end takes down what it put up for itself, and ends what it runs."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from operations.planning.processes import end_all, end_no_more
from operations.signalled import ENDING, say_signalled


@contextmanager
def ending_in_order() -> Iterator[None]:
    """While this lasts, SIGTERM unwinds like Ctrl-C: a cancelled job of CI gets it, and by itself Python just stops.

    Either of them may have been sent to this process alone: what it runs is told to end, too.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals are the main thread's.
        yield
        return

    def leave(number: int, _frame: FrameType | None) -> None:
        end_all()
        code = say_signalled(number)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(code)

    before = {number: signal.signal(number, leave) for number in ENDING}
    try:
        yield
    finally:
        end_no_more()
        for number, handler in before.items():
            signal.signal(number, handler)
