"""Questions to AWS in one region, each asked once however many rules want its answer, and never one that changes."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

from operations.live.clients import Clients

Answer = TypeVar("Answer")


class Ask:
    """What rules look through. `region` is the one that takes over; `peer_region` may be lost and is never asked."""

    def __init__(self, clients: Clients, region: str, peer_region: str) -> None:
        self.region, self.peer_region = region, peer_region
        self._clients, self._lock = clients, Lock()
        self._answers: dict[tuple[Any, ...], Future[Any]] = {}

    def client(self, service: str) -> Any:  # noqa: ANN401 - a boto3 client
        """A client in the region that takes over."""
        return self._clients(service, self.region)

    def once(self, key: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        """The answer to a question that several rules have. What it raised is raised again."""
        with self._lock:
            asked = key in self._answers
            future: Future[Answer] = self._answers.setdefault(key, Future())
        if not asked:
            try:
                future.set_result(ask())
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()

    def all(self, service: str, operation: str, key: str, **asked: Any) -> list[Any]:  # noqa: ANN401 - as boto3 takes it
        """Every page of a list, as `describe_subnets` and `Subnets`; asked once for the same words."""
        words = (service, operation, key, repr(sorted(asked.items())))
        return self.once(words, lambda: self._pages(service, operation, key, asked))

    def _pages(self, service: str, operation: str, key: str, asked: dict[str, Any]) -> list[Any]:
        client = self.client(service)
        if not client.can_paginate(operation):
            return list(getattr(client, operation)(**asked).get(key, ()))
        return [each for page in client.get_paginator(operation).paginate(**asked) for each in page.get(key, ())]
