"""The HTTP server, and how it ends."""

import threading
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from workloads.shop.web.health import Readiness

# Longer than the load balancer keeps an idle connection, or it would send requests into connections just closed.
_KEEP_ALIVE_SECONDS = 75
# How long requests under way may take to finish. With the draining before, it ends before the platform kills it.
FINISH_SECONDS = 30


class DrainingServer(uvicorn.Server):
    """Told to stop, it says that it is not ready and serves on for a while; then it finishes what it has, and ends.

    A load balancer takes a task out when the task is told, or later, when its checks fail. Until then it sends
    requests, and refusing them would be errors that customers see. Told twice, it finishes at once.
    """

    def __init__(self, app: ASGIApp, readiness: Readiness, *, port: int, drain_seconds: float) -> None:
        config = uvicorn.Config(
            app,
            host="0.0.0.0",  # noqa: S104 - a container's only interface
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=FINISH_SECONDS,
        )
        super().__init__(config)
        self._readiness, self._drain_seconds = readiness, drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Answer a signal. uvicorn would stop at once, and die of the signal in the end."""
        if self._readiness.draining:
            self.should_exit = True
            return
        self._readiness.draining = True
        timer = threading.Timer(self._drain_seconds, self._finish)
        timer.daemon = True
        timer.start()

    def _finish(self) -> None:
        self.should_exit = True
