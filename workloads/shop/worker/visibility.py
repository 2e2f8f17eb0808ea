"""Keeping messages hidden from other workers for as long as this one is at them."""

import logging
import threading
from collections.abc import Sequence
from typing import Self

from workloads.shop.clients import AWS_ERRORS
from workloads.shop.order_queue import HIDDEN_SECONDS, Message, OrderQueue

_log = logging.getLogger(__name__)


class VisibilityExtension:
    """A thread beside the work. It ends with the process, and then the messages come back to others by themselves."""

    def __init__(self, queue: OrderQueue, messages: Sequence[Message], every_seconds: float) -> None:
        self._queue, self._every = queue, every_seconds
        self._held, self._lock = list(messages), threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._ended.set()
        self._thread.join()

    def let_go(self, message: Message) -> None:
        """Extend it no longer: it is done, or it shall come back after its time."""
        with self._lock:
            self._held.remove(message)

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            with self._lock:
                held = list(self._held)
            if not held:
                continue
            try:
                self._queue.hide(held, HIDDEN_SECONDS)
            except AWS_ERRORS as error:
                _log.warning("messages could not be kept hidden", extra={"error": str(error)})
