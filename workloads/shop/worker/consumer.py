"""The worker's loop: wait until orders can be placed, take some, place them, until told to stop."""

import logging
import threading
from collections.abc import Callable, Sequence

from workloads.shop import tracing
from workloads.shop.clients import AWS_ERRORS
from workloads.shop.order_queue import HIDDEN_SECONDS, Message, OrderQueue
from workloads.shop.worker.ledger import Ledger, NoWriterError
from workloads.shop.worker.placement import Placement
from workloads.shop.worker.sweeper import Sweeper
from workloads.shop.worker.visibility import VisibilityExtension

_log = logging.getLogger(__name__)
_PAUSE_SECONDS = 5
_BEATS_PER_HIDING = 3


class Consumer:
    """Takes nothing while the database has no writer: a message taken in vain comes nearer to the dead letters.

    Nor where `is_active` says that another region places the orders.
    """

    def __init__(
        self,
        queue: OrderQueue,
        placement: Placement,
        ledger: Ledger,
        sweeper: Sweeper,
        is_active: Callable[[], bool],
    ) -> None:
        self._queue, self._placement, self._ledger, self._sweeper = queue, placement, ledger, sweeper
        self._is_active = is_active
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Finish the order at hand, give the others back, and end."""
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stopping.is_set():
            if not self.turn():
                self._stopping.wait(_PAUSE_SECONDS)

    def turn(self) -> bool:
        """Sweep if due, and work off one batch. False where it is better to pause."""
        if not self._is_active() or not self._ledger.is_writable():
            return False
        self._sweep()
        try:
            batch = self._queue.receive()
        except AWS_ERRORS as error:
            _log.warning("the queue cannot be used", extra={"error": str(error)})
            return False
        if batch:
            self._work_off(batch)
        return True

    def _sweep(self) -> None:
        try:
            self._sweeper.sweep_when_due()
        except Exception:  # noqa: BLE001 - whatever it is, orders are placed all the same
            _log.exception("a sweep failed; the next one comes")

    def _work_off(self, batch: Sequence[Message]) -> None:
        with VisibilityExtension(self._queue, batch, HIDDEN_SECONDS / _BEATS_PER_HIDING) as extension:
            for index, message in enumerate(batch):
                if self._stopping.is_set():
                    self._give_back(batch[index:])
                    return
                try:
                    with tracing.continued(message.trace, "place order"):
                        self._placement.carry_out(message)
                except NoWriterError as error:
                    # All of them stay hidden for their time. Given back at once, they would go round the workers that
                    # are still waiting in a poll, and each would take one of the receives that a message has.
                    _log.warning("the database lost its writer", extra={"error": str(error)})
                    return
                except Exception:  # noqa: BLE001 - one bad message must not stop the others
                    _log.exception("an order was not placed; it comes again", extra={"order_id": message.order_id})
                extension.let_go(message)

    def _give_back(self, messages: Sequence[Message]) -> None:
        try:
            self._queue.hide(messages, 0)
        except AWS_ERRORS as error:
            _log.warning("messages come back only after their time", extra={"error": str(error)})
