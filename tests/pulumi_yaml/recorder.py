"""A Pulumi language of our own, `recorder`: it runs no program and writes down the configuration it was given.

What a language host is given is what a program gets: Python's host passes the same map on as PULUMI_CONFIG.
"""

import json
import os
import sys
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

_LOOKS_EVERY = 1


class Recorder(language_pb2_grpc.LanguageRuntimeServicer):
    """Answers what the engine asks on the way to a run."""

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802, ANN401 - generated names and types
        """Say that the host is there."""
        del request, context
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ANN401
        """Have a version."""
        del request, context
        return plugin_pb2.PluginInfo(version="1.0.0")

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: N802, ANN401
        """Need nothing."""
        del request, context
        return language_pb2.GetRequiredPackagesResponse()

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802, ANN401
        """Write down what a program would be given."""
        del context
        given = {"values": dict(request.config), "secret": sorted(request.configSecretKeys)}
        (Path(request.info.root_directory) / "given.json").write_text(json.dumps(given))
        return language_pb2.RunResponse()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802, ANN401
        """Hold nothing that would have to stop."""
        del request, context
        return empty_pb2.Empty()


def main() -> None:
    """Serve until the engine ends this process, or ends itself."""
    engine = os.getppid()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Recorder(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while os.getppid() == engine:
        server.wait_for_termination(timeout=_LOOKS_EVERY)


if __name__ == "__main__":
    main()
