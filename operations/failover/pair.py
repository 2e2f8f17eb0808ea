"""Both sides of the pair, as their stack files and the outputs of their last run describe them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from operations.failover.move import Side
from operations.live.stack_state import outputs_of
from operations.stack_file import settings_of

Pair = tuple[Side, Side]


def pair_of(stack: str, folder: Path, engine: str) -> Pair:
    """Read the stack and its peer. Raises OperationError where a file or its outputs cannot be had."""
    settings = settings_of(folder, stack)
    named = {stack: settings, settings.peer.stack: settings_of(folder, settings.peer.stack)}
    # An engine whose state does not answer is waited for; once for both.
    with ThreadPoolExecutor(len(named)) as pool:
        first, second = pool.map(
            lambda name: Side(settings=named[name], outputs=outputs_of(name, folder, engine)), named
        )
    return first, second
