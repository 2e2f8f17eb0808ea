"""Both stacks are asked for at once, and whoever asks goes on meanwhile."""

from pathlib import Path
from threading import Barrier, Event

import pytest

from operations.errors import OperationError
from operations.live.both import both
from tests.stack_files import HOME, PEER, ROOT

# Where nobody comes, a test ends red and does not hang.
_SECONDS = 60


def test_both_are_asked_for_at_once_and_in_the_order_of_the_pair() -> None:
    together = Barrier(2)

    def ask(stack: str) -> str:
        together.wait(_SECONDS)
        return f"of {stack}"

    with both(PEER, ROOT, ask) as asked:
        (ours, our_answer), (theirs, their_answer) = asked.pair()
    assert (our_answer, their_answer) == (f"of {PEER}", f"of {HOME}")
    assert (ours.peer.stack, theirs.peer.stack) == (HOME, PEER)


def test_what_is_done_meanwhile_is_done_before_the_answers() -> None:
    done = Event()
    with both(HOME, ROOT, lambda _: done.wait(_SECONDS)) as asked:
        done.set()
        assert [answer for _, answer in asked.pair()] == [True, True]


def test_a_file_that_is_not_there_asks_nobody(tmp_path: Path) -> None:
    asked: list[str] = []
    with pytest.raises(OperationError, match="there is no"), both(HOME, tmp_path, asked.append):
        pass
    assert asked == []
