"""What a signal that ends a command makes it say. Imports next to nothing: it is there before all else is loaded."""

import os
import signal
from collections.abc import Callable
from types import FrameType

# As a shell says of a process that a signal ended, and as the library of the command line says of Ctrl-C.
_BY_SIGNAL = 128
INTERRUPTED = _BY_SIGNAL + signal.SIGINT
_STDERR = 2
_SAID = b"error: interrupted before it was done, and what it had started is ended; run it again\n"


def say_interrupted() -> None:
    """One line on stderr. Writes by itself: Python may be in the midst of writing something else."""
    os.write(_STDERR, _SAID)


def end_at_once() -> None:
    """From here on a signal ends the process: nothing is under way that would have to end in order."""

    def leave(number: int, _frame: FrameType | None) -> None:
        say_interrupted()
        os._exit(_BY_SIGNAL + number)

    _on_signals(leave)


def end_in_order() -> None:
    """From here on a signal is Ctrl-C: what was begun is kept, and what runs is ended."""
    _on_signals(signal.default_int_handler)


def _on_signals(handler: Callable[[int, FrameType | None], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        # Whoever starts a process in the background may have told it to ignore Ctrl-C.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)
