"""An emulated AWS with a copy of the program beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.cloud.process import Cloud
from sandbox.demo.beginning import HOME_REGION
from sandbox.demo.engines import REPOSITORY, SandboxEngine, resources_of
from sandbox.demo.program import Program
from sandbox.demo.proofs import Clients
from tests.sandbox.copies.originals import empty_cloud
from tests.sandbox.states import plain
from tests.warm.run import warm


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


class WarmEngine(SandboxEngine):
    """`python -m sandbox`, forked from a process that has it loaded."""

    def run(self, *arguments: str) -> str:
        """See SandboxEngine."""
        with warm():
            return super().run(*arguments)


def beside(cloud: Cloud) -> Sandbox:
    """A cloud with the program beside it."""
    program = Program.lay_out(REPOSITORY, cloud.directory / "program")
    environment = {**cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(cloud.directory)}
    return Sandbox(cloud, program, WarmEngine(program.directory, environment), Clients(cloud.endpoint))


def start(directory: Path) -> Sandbox:
    """An empty cloud with the program beside it."""
    return beside(empty_cloud(directory))
