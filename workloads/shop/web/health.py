"""What load balancers and health checks ask.

Both answers are about this task alone. One that looked at a store would take every task out of service at once with it,
and a standby, whose database cannot be written, would never be ready to take over.
"""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PREFIX = "/health/"


@dataclass
class Readiness:
    """Whether this task wants requests."""

    draining: bool = False


def routes(readiness: Readiness) -> list[Route]:
    """`live`: the process answers. `ready`: it wants requests too."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(_: Request) -> Response:
        if readiness.draining:
            return JSONResponse({"status": "draining"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ready"})

    return [Route(f"{PREFIX}live", live), Route(f"{PREFIX}ready", ready)]
