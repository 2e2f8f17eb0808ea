"""A work that does nothing: its copy of a cloud lasts, and answers whoever calls, until somebody hangs up."""

import socket
from dataclasses import dataclass

from operations.live.clients import Clients
from sandbox.cloud.gateway import Gateway


@dataclass(frozen=True)
class Held:
    """Lasts while whoever listens at the port holds the line."""

    port: int

    def __call__(self, gateway: Gateway, clients: Clients) -> None:  # noqa: ARG002 - see Work
        """See Work."""
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.recv(1)
