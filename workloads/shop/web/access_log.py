"""One line for each answered request."""

import logging
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workloads.shop.moments import Clock
from workloads.shop.web.health import PREFIX

_log = logging.getLogger(__name__)


class AccessLog:
    """Method, path, status and time; never a header's or a body's content, but for the load balancer's trace."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log one request; health checks only where they fail."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = HTTPStatus.INTERNAL_SERVER_ERROR.value, self._clock()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            if not (scope["path"].startswith(PREFIX) and status == HTTPStatus.OK):
                headers = dict(scope["headers"])
                _log.info(
                    "request",
                    extra={
                        "method": scope["method"],
                        "path": scope["path"],
                        "status": status,
                        "milliseconds": round((self._clock() - begun) * 1000, 1),
                        "trace": headers.get(b"x-amzn-trace-id", b"").decode("latin-1"),
                    },
                )
