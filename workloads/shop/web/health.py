"""What load balancers and health checks ask.

Both answers are about this task alone. One that looked at a store would take every task out of service at once with it,
and a standby, whose database cannot be written, would never be ready to take over.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PREFIX = "/health/"
# How Route 53's checkers name themselves.
# Source: Amazon Route 53 developer guide, "How Amazon Route 53 determines whether a health check is healthy".
_ROUTE_53 = "Amazon-Route53-Health-Check-Service"


@dataclass
class Readiness:
    """Whether this task wants requests."""

    draining: bool = False


class Checks:
    """How many checks by Route 53 were answered well. The load balancer's say nothing about the way from outside."""

    def __init__(self) -> None:
        self._answered, self._lock = 0, threading.Lock()

    def note(self, user_agent: str) -> None:
        """One more, if Route 53 asked."""
        if user_agent.startswith(_ROUTE_53):
            with self._lock:
                self._answered += 1

    def reader(self) -> Callable[[], int]:
        """Give a reading that starts now: each call says how many there were since its last."""
        seen = self._answered

        def take() -> int:
            nonlocal seen
            before, seen = seen, self._answered
            return seen - before

        return take


def routes(readiness: Readiness, checks: Checks) -> list[Route]:
    """`live`: the process answers. `ready`: it wants requests too."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        if readiness.draining:
            return JSONResponse({"status": "draining"}, HTTPStatus.SERVICE_UNAVAILABLE)
        checks.note(request.headers.get("user-agent", ""))
        return JSONResponse({"status": "ready"})

    return [Route(f"{PREFIX}live", live), Route(f"{PREFIX}ready", ready)]
