"""Questions to AWS in one region, each asked once however many rules want its answer, and never one that changes."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from operations.live.clients import Clients
from operations.live.stack_state import StateResource

Answer = TypeVar("Answer")
# Whatever region asks them, they answer the same.
_GLOBAL = frozenset({"cloudfront", "iam", "route53"})


class Answers:
    """What was asked already, by its words."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[tuple[Any, ...], Future[Any]] = {}

    def once(self, key: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        """The answer to a question that several have. What it raised is raised again."""
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


class Ask:
    """What rules look through. `region` is the one that takes over; `peer_region` may be lost and is never asked.

    `declared` is all that both stacks declare, for rules that look at one type and need to know another. `elsewhere`
    is whether another region may be asked for what is global and answers there alone. `shared` has the answers of
    global services, where the other region is looked at beside this one.
    """

    def __init__(
        self,
        clients: Clients,
        region: str,
        peer_region: str,
        declared: Sequence[StateResource] = (),
        *,
        elsewhere: bool = True,
        shared: Answers | None = None,
    ) -> None:
        self.region, self.peer_region, self.declared, self.elsewhere = region, peer_region, declared, elsewhere
        self._clients, self._own, self._shared = clients, Answers(), shared or Answers()

    def client(self, service: str, region: str = "") -> Any:  # noqa: ANN401 - a boto3 client
        """A client in the region that takes over; in another one only where a global service answers there alone."""
        return self._clients(service, region or self.region)

    def once(self, key: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        """The answer to a question that several rules have. What it raised is raised again."""
        return self._own.once(key, ask)

    def all(
        self,
        service: str,
        operation: str,
        key: str,
        *,
        region: str = "",
        **asked: Any,  # noqa: ANN401 - as boto3 takes it
    ) -> list[Any]:
        """Every page of a list, as `describe_subnets` and `Subnets`; asked once for the same words."""
        words = (service, region, operation, key, repr(sorted(asked.items())))
        answers = self._answers(service, region)
        return answers.once(words, lambda: self._pages(self.client(service, region), operation, key, asked))

    def one(
        self,
        service: str,
        operation: str,
        *,
        region: str = "",
        **asked: Any,  # noqa: ANN401 - as boto3 takes it
    ) -> dict[str, Any]:
        """The whole answer of a call that has no pages; asked once for the same words."""
        words = (service, region, operation, repr(sorted(asked.items())))
        answers = self._answers(service, region)
        return answers.once(words, lambda: dict(getattr(self.client(service, region), operation)(**asked)))

    def _answers(self, service: str, region: str) -> Answers:
        return self._shared if region or service in _GLOBAL else self._own

    @staticmethod
    def _pages(client: Any, operation: str, key: str, asked: dict[str, Any]) -> list[Any]:  # noqa: ANN401 - a boto3 client
        if not client.can_paginate(operation):
            return list(getattr(client, operation)(**asked).get(key, ()))
        return [each for page in client.get_paginator(operation).paginate(**asked) for each in page.get(key, ())]


def unless_gone(ask: Callable[[], Answer], *codes: str) -> Answer | None:
    """What was answered, or None where AWS said in one of its codes that there is no such thing.

    Only those codes mean that: everything else that a call raises is that nobody could look.
    """
    try:
        return ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in codes:
            return None
        raise
