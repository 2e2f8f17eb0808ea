"""What a signal that ends a command makes it say. Imports next to nothing: it is there before all else is loaded."""

import os
import signal
from types import FrameType

# As a shell says of a process that a signal ended.
_BY_SIGNAL = 128
_STDERR = 2
ENDING = (signal.SIGTERM, signal.SIGINT)


def say_signalled(number: int) -> int:
    """One line on stderr; the exit code. Writes by itself: Python may be in the midst of writing something else."""
    name = signal.Signals(number).name
    line = f"error: {name} ended this before it was done, and with it what it had started; run it again\n"
    os.write(_STDERR, line.encode())
    return _BY_SIGNAL + number


def end_while_loading() -> None:
    """Until a command takes over, a signal ends the process at once: nothing has begun that would have to end."""

    def leave(number: int, _frame: FrameType | None) -> None:
        os._exit(say_signalled(number))

    for number in ENDING:
        # Whoever starts a process in the background may have told it to ignore Ctrl-C.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, leave)
