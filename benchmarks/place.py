"""Where a benchmark runs: an emulated AWS, and a copy of the program with as many workloads as it is to have."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_yaml import read_file
from sandbox.cloud.process import Cloud
from sandbox.demo.beginning import HOME_REGION
from sandbox.demo.engines import REPOSITORY, PulumiEngine, SandboxEngine
from sandbox.demo.program import Program
from sandbox.engine.events import discard
from sandbox.engine.facts import RunFacts
from sandbox.engine.process import run_program
from sandbox.engine.project import Project

STACKS = ("prod-east", "dr-west")
_PARALLEL = 8
# Appended to the copy of `workloads/declaration.py`. The further ones are like the two that there are.
_DECLARATION = """
from dataclasses import replace


def _workload(number: int) -> Workload:
    like = (WORKER, WEB)[number % 2]
    name = f"{{like.name}}-{{number}}"
    # The edge knows a path once: what the first of them lets it keep, the others do not name again.
    entry = like.entry and replace(
        like.entry, priority=number, path_patterns=(f"/{{name}}/*",), cacheable_paths=(), costly_posts=()
    )
    return replace(like, name=name, entry=entry)


WORKLOADS = {{each.name: each for each in (WEB, WORKER, *map(_workload, range(3, {count} + 1)))[:{count}]}}
"""


@dataclass(frozen=True)
class Workbench:
    """A cloud with nothing in it, a program and the engines that run it."""

    directory: Path
    cloud: Cloud
    program: Path

    @property
    def environment(self) -> dict[str, str]:
        """What an engine is given to find both."""
        return {
            **self.cloud.environment(HOME_REGION),
            "STANDBY_SANDBOX_DIR": str(self.directory),
            "STANDBY_PYTHON": sys.executable,
        }

    @property
    def sandbox(self) -> SandboxEngine:
        """The sandbox's engine."""
        return SandboxEngine(self.program, self.environment)

    def as_role(self, role: str) -> SandboxEngine:
        """The sandbox's engine, whose calls a role has to be allowed."""
        session = self.cloud.environment(HOME_REGION, role)
        return SandboxEngine(self.program, {**self.environment, **session})

    @property
    def pulumi(self) -> PulumiEngine:
        """The `pulumi` CLI."""
        return PulumiEngine(self.program, self.environment, self.directory / "pulumi")

    @contextlib.contextmanager
    def floor(self, stack: str) -> Iterator[str]:
        """Address of a monitor that answers at once."""
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.floor", str(self.program), stack],
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError
            yield process.stdout.readline().strip()
            process.stdin.close()

    def run_against(self, address: str, stack: str) -> None:
        """Preview the program against the monitor at `address`, as the engine would run it."""
        project = Project.load(self.program)
        configuration = project.configuration(stack, file=None, overrides={})
        facts = RunFacts(
            project=project.name,
            stack=stack,
            config=configuration.values,
            secret_keys=configuration.secret_keys,
            dry_run=True,
            parallel=_PARALLEL,
        )
        code = run_program(self.program, {**os.environ, **self.environment}, facts, address, discard)
        if code:
            msg = f"the program ended with {code} against the floor's monitor"
            raise RuntimeError(msg)


@contextlib.contextmanager
def workbench(workloads: int | None = None) -> Iterator[Workbench]:
    """A ground that is gone afterwards. `workloads` is how many the program declares, where not as it does."""
    with tempfile.TemporaryDirectory(prefix="standby-benchmark-") as name:
        directory = Path(name)
        program = Program.lay_out(REPOSITORY, directory / "program").directory
        if workloads is not None:
            declare(program, workloads)
        with Cloud.start(directory) as cloud:
            yield Workbench(directory, cloud, program)


def declare(program: Path, count: int) -> None:
    """Let a copy of the program, whose code is linked, declare `count` workloads and size them."""
    linked = program / "workloads"
    source = linked.resolve()
    linked.unlink()
    shutil.copytree(source, linked)
    declaration = linked / "declaration.py"
    declaration.write_text(declaration.read_text() + _DECLARATION.format(count=count))
    project_file = program / "Pulumi.yaml"
    content: Any = read_file(project_file)
    sizes = content["config"]["workloads"]["default"]
    further = {f"{kind}-{n}": sizes[kind] for n in range(3, count + 1) for kind in [("worker", "web")[n % 2]]}
    content["config"]["workloads"]["default"] = {**{kind: sizes[kind] for kind in ("web", "worker")[:count]}, **further}
    # JSON is YAML that nobody reads in two ways.
    project_file.write_text(json.dumps(content))
