"""A cloud that was started for one command ends with it, however that one ended."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping

# Whoever starts a cloud for itself alone names its process here.
OWNER = "STANDBY_SANDBOX_OWNER"
_LOOK_SECONDS = 1.0

Wait = Callable[[float], Awaitable[None]]


def owner_in(environment: Mapping[str, str]) -> int | None:
    """The process that a cloud ends with; None for one that stays until it is stopped."""
    named = environment.get(OWNER, "")
    return int(named) if named.isdigit() else None


def is_there(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def until_gone(pid: int, is_there: Callable[[int], bool] = is_there, wait: Wait = asyncio.sleep) -> None:
    """Wait until the process has ended."""
    while is_there(pid):
        await wait(_LOOK_SECONDS)
