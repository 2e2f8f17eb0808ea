"""Both sides of the pair, as their stack files and the outputs of their last run describe them."""

from pathlib import Path

from operations.failover.move import Side
from operations.live.both import both
from operations.live.outputs import Outputs
from operations.live.stack_state import StateResource, known
from operations.live.unread import warn_of_unread
from settings import StackSettings

Pair = tuple[Side, Side]


def pair_of(stack: str, folder: Path, engine: str) -> Pair:
    """Read the stack and its peer. Raises OperationError where a file or its outputs cannot be had."""
    with both(stack, folder, lambda name: known(name, folder, engine)) as asked:
        ours, theirs = asked.pair()
    warn_of_unread(outputs for _, (outputs, _) in (ours, theirs))
    return _side(*ours), _side(*theirs)


def _side(settings: StackSettings, known: tuple[Outputs, tuple[StateResource, ...] | None]) -> Side:
    outputs, resources = known
    return Side(settings=settings, outputs=outputs, resources=resources)
