"""One trace for each request but health checks."""

from http import HTTPStatus

from opentelemetry.trace import SpanKind, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workloads.shop import tracing
from workloads.shop.web.health import PREFIX


class Traced:
    """Method, path and status; never a header's or a body's content, but for the load balancer's trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Trace one request."""
        if scope["type"] != "http" or scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        balancer = dict(scope["headers"]).get(b"x-amzn-trace-id", b"").decode("latin-1")
        with tracing.span(
            f"{scope['method']} {_kind_of(scope['path'])}",
            SpanKind.SERVER,
            http__request__method=scope["method"],
            url__path=scope["path"],
            aws__alb__trace=balancer,
        ) as span:

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                        span.set_status(StatusCode.ERROR)
                await send(message)

            await self._app(scope, receive, watched)


def _kind_of(path: str) -> str:
    """The first part of the path: names with ids in them would be as many as there are customers."""
    return "/" + path.lstrip("/").split("/", 1)[0]
