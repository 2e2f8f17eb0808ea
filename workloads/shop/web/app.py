"""The ASGI application: the API, the health endpoints, and what surrounds every request."""

import logging
import time
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workloads.shop.clients import AWS_ERRORS
from workloads.shop.web import health
from workloads.shop.web.access_log import AccessLog
from workloads.shop.web.api import Api
from workloads.shop.web.health import Checks, Readiness
from workloads.shop.web.in_flight import InFlight, InFlightMeter
from workloads.shop.web.refusal import RefusalError, answer_refusal
from workloads.shop.web.traced import Traced

_log = logging.getLogger(__name__)


def create_app(api: Api, readiness: Readiness, checks: Checks, meter: InFlightMeter) -> Starlette:
    """Put it together. Keeps nothing between requests: any task can answer any of them."""
    return Starlette(
        routes=[*health.routes(readiness, checks), *api.routes()],
        middleware=[Middleware(InFlight, meter=meter), Middleware(Traced), Middleware(AccessLog, clock=time.monotonic)],
        exception_handlers={
            RefusalError: answer_refusal,
            **dict.fromkeys(AWS_ERRORS, _answer_unavailable),
        },
    )


def _answer_unavailable(request: Request, error: Exception) -> Response:
    """A store could not be used. Whoever sends the same request again gets what this one would have got."""
    _log.error("a store could not be used", extra={"path": request.url.path, "error": str(error)})
    return JSONResponse(
        {"error": "the shop cannot answer this right now; send it again"},
        HTTPStatus.SERVICE_UNAVAILABLE,
        {"Retry-After": "1"},
    )
