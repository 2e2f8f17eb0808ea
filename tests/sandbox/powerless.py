"""Runs a command as one that permissions of files stop, also where that is root.

Root without this one power stays the owner of what is root's: it reads what it read before.
"""

import ctypes
import os
import sys

_DROP_FROM_BOUNDS = 24  # PR_CAPBSET_DROP of prctl(2)
_VERSION = 0x20080522  # of the header of capset(2): sets of 64 in two halves
_OVERRIDE = 1  # CAP_DAC_OVERRIDE of capabilities(7)


def drop() -> None:
    """Give the power up, for this process and all that it starts. Raises OSError."""
    system = ctypes.CDLL(None, use_errno=True)
    header, halves = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    _done(system.prctl(_DROP_FROM_BOUNDS, _OVERRIDE, 0, 0, 0))
    _done(system.capget(header, halves))
    for each in range(3):  # effective, permitted, inheritable
        halves[each] &= ~(1 << _OVERRIDE)
    _done(system.capset(header, halves))


def _done(answer: int) -> None:
    if answer:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    if os.geteuid() == 0:
        drop()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the test's own words
