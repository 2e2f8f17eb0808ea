"""One emulated AWS per test session, with both region stacks up in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud.process import Cloud
from sandbox.demo.beginning import HOME_REGION, begin
from sandbox.demo.engines import REPOSITORY, SandboxEngine, resources_of
from sandbox.demo.program import Program
from sandbox.demo.proofs import Clients
from tests.sandbox.states import plain


@dataclass(frozen=True)
class Sandbox:
    """A cloud, a copy of the program with stack files of its own, and the engine that runs it."""

    cloud: Cloud
    program: Program
    engine: SandboxEngine
    clients: Clients

    @property
    def registry(self) -> Any:  # noqa: ANN401 - a boto3 client
        """The home region's images."""
        return self.clients.of("ecr", HOME_REGION)

    def resources(self, stack: str) -> dict[str, dict[str, Any]]:
        """URN -> resource, of a stack's state, without how its secrets are sealed."""
        return {resource["urn"]: plain(resource) for resource in resources_of(self.engine, stack)}


def start(directory: Path) -> Sandbox:
    """An empty cloud with the program beside it."""
    cloud = Cloud.start(directory)
    program = Program.lay_out(REPOSITORY, directory / "program")
    environment = {**cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(directory)}
    return Sandbox(cloud, program, SandboxEngine(program.directory, environment), Clients(cloud.endpoint))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that a test may ruin."""
    sandbox = start(tmp_path)
    with sandbox.cloud:
        yield sandbox


@pytest.fixture(scope="session")
def both_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Both stacks up as the repository's stack files say; tests only look."""
    sandbox = start(tmp_path_factory.mktemp("both"))
    with sandbox.cloud:
        begin(sandbox.engine.up, sandbox.program.directory, sandbox.registry)
        yield sandbox
