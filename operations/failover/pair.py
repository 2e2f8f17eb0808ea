"""Both sides of the pair, as their stack files and the outputs of their last run describe them."""

from pathlib import Path

from operations.failover.move import Side
from operations.live.both import both
from operations.live.stack_state import outputs_of

Pair = tuple[Side, Side]


def pair_of(stack: str, folder: Path, engine: str) -> Pair:
    """Read the stack and its peer. Raises OperationError where a file or its outputs cannot be had."""
    with both(stack, folder, lambda name: outputs_of(name, folder, engine)) as asked:
        (ours, our_outputs), (theirs, their_outputs) = asked.pair()
    return Side(settings=ours, outputs=our_outputs), Side(settings=theirs, outputs=their_outputs)
