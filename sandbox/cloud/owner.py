"""A cloud that was started for one command ends with it, however that one ended."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

# Whoever starts a cloud for itself alone names its process here.
OWNER = "STANDBY_SANDBOX_OWNER"
_LOOK_SECONDS = 1.0
_NUMBER, _TOO_HIGH = re.compile("[1-9][0-9]{0,9}"), 2**31

Wait = Callable[[float], Awaitable[None]]


def owner_in(environment: Mapping[str, str]) -> int | None:
    """The process that a cloud ends with; None for one that stays until it is stopped."""
    named = environment.get(OWNER, "")
    return int(named) if _NUMBER.fullmatch(named) and int(named) < _TOO_HIGH else None


def is_there(pid: int) -> bool:
    """Whether a process runs. One that has ended is not there, even where nobody has looked how it ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # In a container nobody may ever look. Where there is no /proc, somebody does.
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state != "Z"


async def until_gone(pid: int, is_there: Callable[[int], bool] = is_there, wait: Wait = asyncio.sleep) -> None:
    """Wait until the process has ended."""
    while is_there(pid):
        await wait(_LOOK_SECONDS)
