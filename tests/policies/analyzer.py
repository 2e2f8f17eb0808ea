"""Drives the pack as Pulumi's language host starts it: a process of its own, gRPC, no engine.

`python -u -m pulumi.policy ENGINE PACK` prints its port first, and answers until it is ended.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from sandbox.protocol.values import to_struct
from tests.policies.bench import Declared, Violation

PACK = Path(__file__).resolve().parents[2] / "policies"


class Analyzer:
    """A pack that runs."""

    def __init__(self, channel: Any) -> None:  # noqa: ANN401 - grpc has no types
        self._stub = analyzer_pb2_grpc.AnalyzerStub(channel)
        self.info = self._stub.GetAnalyzerInfo(empty_pb2.Empty())

    def configure(self, config: Mapping[str, Mapping[str, Any]]) -> None:
        """Send every rule its level and its settings, as the engine does."""
        self._stub.Configure(
            analyzer_pb2.ConfigureAnalyzerRequest(
                policyConfig={
                    rule.name: analyzer_pb2.PolicyConfig(
                        enforcementLevel=rule.enforcementLevel, properties=to_struct(dict(config.get(rule.name, {})))
                    )
                    for rule in self.info.policies
                }
            )
        )

    def analyze(self, resources: Sequence[Declared]) -> list[Violation]:
        """Ask about each resource, then about the stack."""
        answers = [self._stub.Analyze(resource.alone()) for resource in resources]
        whole = analyzer_pb2.AnalyzeStackRequest(resources=[resource.among() for resource in resources])
        answers.append(self._stub.AnalyzeStack(whole))
        return [
            Violation(each.policyName, each.urn, each.message, each.enforcementLevel == analyzer_pb2.MANDATORY)
            for answer in answers
            for each in answer.diagnostics
        ]


@contextmanager
def started(pack: Path = PACK, cwd: Path | None = None) -> Iterator[Analyzer]:
    """Start a pack, from its own folder as the language host does."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"PULUMI_PROJECT": "project", "PULUMI_STACK": "test", "PULUMI_DRY_RUN": "true"}
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(pack)]
    process = subprocess.Popen(command, cwd=cwd or pack, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Analyzer(channel)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
