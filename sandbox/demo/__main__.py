"""`make demo`: run the whole story and say what was proved. Exit 0 only when every proof holds."""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from rich.console import Console

from sandbox.cloud.iam.account import DEPLOYS
from sandbox.cloud.process import Cloud
from sandbox.demo.engines import REPOSITORY, Engine, EngineError, PulumiEngine, SandboxEngine
from sandbox.demo.program import Program
from sandbox.demo.proofs import Clients
from sandbox.demo.story import Story
from sandbox.loopback import spared

_REFUSED = 2


def main() -> int:
    """Start a cloud of its own, tell the story, and take the cloud down again unless it is to be kept."""
    os.environ.update(spared(os.environ))
    arguments = _arguments()
    console = Console(highlight=False)
    directory = Path(os.environ.get("STANDBY_SANDBOX_DIR", REPOSITORY / ".sandbox")).absolute() / "demo"
    if Cloud.find(directory) is not None:
        console.print(
            f"A cloud of an earlier demo is still running in {_relative(directory)}. "
            f"Stop it first: STANDBY_SANDBOX_DIR={_relative(directory)} {_python()} -m sandbox stop"
        )
        return _REFUSED
    shutil.rmtree(directory, ignore_errors=True)
    program = Program.lay_out(REPOSITORY, directory / "program")
    started = time.monotonic()
    cloud = Cloud.start(directory)
    try:
        environment = {
            **cloud.environment("us-east-1", DEPLOYS),
            "STANDBY_SANDBOX_DIR": str(directory),
            "STANDBY_PYTHON": sys.executable,
        }
        engine = _engine(arguments.engine, program, environment, directory)
        story = Story(console=console, engine=engine, program=program, clients=Clients(cloud.endpoint))
        story.tell()
        _explain_how_to_look_around(console, directory, kept=arguments.keep)
        story.summarise(elapsed_seconds=time.monotonic() - started)
    except EngineError as error:
        console.print(str(error), markup=False)
        return 1
    finally:
        if not arguments.keep:
            cloud.stop()
    return 0 if story.proved else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo", description=__doc__)
    parser.add_argument("--engine", choices=["sandbox", "pulumi"], default="sandbox")
    parser.add_argument("--keep", action="store_true", help="leave the cloud running")
    return parser.parse_args()


def _engine(name: str, program: Program, environment: dict[str, str], directory: Path) -> Engine:
    if name == "pulumi":
        return PulumiEngine(program.directory, environment, directory / "pulumi")
    return SandboxEngine(program.directory, environment)


def _explain_how_to_look_around(console: Console, directory: Path, *, kept: bool) -> None:
    lead = "The cloud stays up" if kept else "The cloud goes now; `make demo KEEP=1` leaves it up"
    console.print(
        f"\n{lead}. To look around in it:\n"
        f"  export STANDBY_SANDBOX_DIR={_relative(directory)}\n"
        f'  eval "$({_python()} -m sandbox env)"\n'
        "  aws rds describe-global-clusters\n"
        "  aws dynamodb scan --table-name standby-products --region us-west-2\n"
        f"  {_python()} -m sandbox stop",
        markup=False,
    )


def _python() -> str:
    return _relative(Path(sys.executable)) if Path(sys.executable).is_relative_to(REPOSITORY) else sys.executable


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(main())
