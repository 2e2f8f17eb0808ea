"""A pair of stacks in a stage, on one platform, with what is switched off by default where that platform allows it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.demo.beginning import begin
from sandbox.demo.engines import REPOSITORY, SandboxEngine
from sandbox.demo.program import Program
from sandbox.demo.proofs import Clients
from tests.sandbox.pair import STACKS, Pair
from tests.sandbox.readiness.stage import Stage, stage
from tests.sandbox.sandboxes import Sandbox

_EXTRAS = {
    "    canary:": (
        "        enabled: false\n        every_minutes: 5\n",
        "        enabled: true\n        every_minutes: 60\n",
    ),
    "  standby:region_switch:": ("    managed: false\n", "    managed: true\n"),
}


@dataclass(frozen=True)
class Staged:
    """Both stacks up in a stage."""

    stage: Stage
    pair: Pair

    @contextmanager
    def copied(self, directory: Path) -> Iterator[Pair]:
        """The pair in a copy of its cloud, with states and stack files of its own; what is done to it is forgotten."""
        with self.stage.copy():
            shutil.copytree(self.stage.cloud.directory / "state", directory / "state")
            shutil.copytree(self.pair.program, directory / "program", symlinks=True)
            cloud, program = replace(self.stage.cloud, directory=directory), Program(directory / "program")
            yield Pair(replace(self.pair.sandbox, cloud=cloud, program=program), program.directory)

    def move_to_kubernetes(self) -> None:
        """Both workloads, in both regions. AWS's own plan of a failover cannot be there with them."""
        self.pair.edit(" managed: true\n", " managed: false\n")
        self.pair.sandbox.program.write_runtime("eks")
        for stack in STACKS:
            self.pair.must_up(stack)

    def with_extras(self) -> None:
        """Write what costs extra into Pulumi.yaml."""
        for edit in _EXTRAS.values():
            self.pair.edit(*edit)


@contextmanager
def staged(directory: Path, *, extras: bool = True) -> Iterator[Staged]:
    """A warm standby on ECS; with `extras` it has a canary and AWS's own plan of a failover."""
    with stage(directory) as place:
        program = Program.lay_out(REPOSITORY, directory / "program")
        environment = {**place.cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(directory)}
        engine = SandboxEngine(program.directory, environment)
        sandbox = Sandbox(place.cloud, program, engine, Clients(place.cloud.endpoint))
        found = Staged(place, Pair(sandbox, program.directory))
        if extras:
            found.with_extras()
        begin(found.pair.must_up, found.pair.program, sandbox.registry)
        yield found
