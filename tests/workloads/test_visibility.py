"""Keeping messages hidden while they are worked on."""

import threading
from collections.abc import Sequence

from botocore.exceptions import EndpointConnectionError

from workloads.shop.order_queue import HIDDEN_SECONDS, Message, OrderQueue
from workloads.shop.worker.visibility import VisibilityExtension

FAR_SECONDS = 20
FIRST, SECOND = Message("1", "one"), Message("2", "two")


class Queue(OrderQueue):
    """Keeps what is to stay hidden, after `failures` calls that fail. `wait` waits for the next call."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.calls: list[tuple[list[Message], int]] = []
        self.called = threading.Condition()

    def hide(self, messages: Sequence[Message], seconds: int) -> None:
        if self.failures:
            self.failures -= 1
            raise EndpointConnectionError(endpoint_url="sqs")
        with self.called:
            self.calls.append((list(messages), seconds))
            self.called.notify_all()

    def wait(self) -> tuple[list[Message], int]:
        with self.called:
            seen = len(self.calls)
            assert self.called.wait_for(lambda: len(self.calls) > seen, FAR_SECONDS)
            return self.calls[-1]


def test_what_is_worked_on_stays_hidden_for_as_long_as_it_takes() -> None:
    queue = Queue()
    with VisibilityExtension(queue, [FIRST, SECOND], 0.001):
        for _ in range(3):
            assert queue.wait() == ([FIRST, SECOND], HIDDEN_SECONDS)


def test_what_is_let_go_comes_back_after_its_time() -> None:
    queue = Queue()
    with VisibilityExtension(queue, [FIRST, SECOND], 0.001) as extension:
        extension.let_go(FIRST)
        queue.wait()
        assert queue.wait() == ([SECOND], HIDDEN_SECONDS)


def test_one_call_that_fails_does_not_end_it() -> None:
    queue = Queue(failures=2)
    with VisibilityExtension(queue, [FIRST], 0.001):
        queue.wait()


def test_it_ends_with_the_work() -> None:
    extension = VisibilityExtension(Queue(), [FIRST], 3600)
    with extension:
        assert extension._thread.is_alive()
    assert not extension._thread.is_alive()
