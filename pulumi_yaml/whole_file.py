"""A file that somebody named, read to its end: what has no end, or nobody who writes it, is refused, not waited for."""

import errno
import os
import stat
from pathlib import Path

# Longer than any state, plan or configuration; devices go on for ever.
MOST_BYTES = 512 * 1024 * 1024


def bytes_of_file(path: Path) -> bytes:
    """What it holds. Raises OSError, also for a pipe into which nobody writes and for what is too long to be read."""
    # To open a pipe waits for whoever writes into it; without waiting, reading finds its end at once.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        os.set_blocking(descriptor, True)
        is_pipe = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
        with open(descriptor, "rb", closefd=False) as file:
            read = file.read(MOST_BYTES + 1)
    finally:
        os.close(descriptor)
    if is_pipe and not read:
        raise OSError(errno.ENODATA, "nobody writes into this pipe", str(path))
    if len(read) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it is longer than {MOST_BYTES // 1024**2} MB", str(path))
    return read
