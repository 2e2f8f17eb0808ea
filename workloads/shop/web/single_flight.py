"""One load for many: whoever asks for what is being loaded waits for that load."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Keeps a key that has just expired from sending a whole task's requests to the table at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, Future[T]] = {}

    def do(self, key: str, load: Callable[[], T]) -> T:
        """The result of `load`, run by the first who asks. What it raises, all of them get."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                mine = self._flights[key] = Future()
        if flight is not None:
            return flight.result()
        try:
            mine.set_result(load())
        except BaseException as error:  # noqa: BLE001 - handed on to everybody who waits, and raised below
            mine.set_exception(error)
        finally:
            with self._lock:
                del self._flights[key]
        return mine.result()
