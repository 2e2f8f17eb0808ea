"""What a copy of a cloud is made for, and what came of it."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from operations.live.clients import Clients
from sandbox.cloud.gateway import Gateway


class Work(Protocol):
    """May do to its cloud whatever it likes. Travels between processes, and so does what it returns."""

    def __call__(self, gateway: Gateway, clients: Clients) -> Any:  # noqa: ANN401 - the work's own
        """Do it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a work returned, or how it failed; which clients it used, and how long its process computed."""

    found: Any = None
    failed: str = ""
    clients: set[tuple[str, str]] = field(default_factory=set)
    seconds: float = 0.0
