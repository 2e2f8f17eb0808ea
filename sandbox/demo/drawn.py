"""`make picture`: bring both regions up in a cloud of their own, draw them into docs/, and take the cloud down."""

import tempfile
from pathlib import Path

from sandbox.cloud.process import Cloud
from sandbox.demo.beginning import HOME_REGION, begin
from sandbox.demo.engines import REPOSITORY, SandboxEngine
from sandbox.demo.program import Program
from sandbox.demo.proofs import Clients
from sandbox.picture.region_view import region_view
from sandbox.picture.regions import picture

STACKS = ("prod-east", "dr-west")
PICTURE = REPOSITORY / "docs" / "regions.svg"


def drawn(engine: SandboxEngine) -> str:
    """Draw both stacks as their states are."""
    return picture([region_view(stack, engine.export(stack)["deployment"]) for stack in STACKS])


def main() -> None:
    """Write the picture of the stack files as they stand."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        program = Program.lay_out(REPOSITORY, directory / "program")
        with Cloud.start(directory) as cloud:
            environment = {**cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(directory)}
            engine = SandboxEngine(program.directory, environment)
            begin(engine.up, program.directory, Clients(cloud.endpoint).of("ecr", HOME_REGION))
            PICTURE.write_text(drawn(engine))


if __name__ == "__main__":
    main()
