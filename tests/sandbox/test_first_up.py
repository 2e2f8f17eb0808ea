"""docs/first-up.md, line by line, against an AWS with nothing in it: with ECS, and with EKS.

`pulumi` is the sandbox's engine, `docker push` a stand-in for an image. That ACM waits for the delegation, and how long
ECR needs for a copy, only AWS can show.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.sandbox.command_lines import aws_command, docker_push
from tests.sandbox.operators import operators_of
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Pair, Run
from tests.sandbox.sandboxes import start
from tests.stack_files import ROOT

pytestmark = pytest.mark.emulator
IMAGES = {"ecs": ("web", "worker"), "eks": ("web", "worker", "keda", "keda-metrics-apiserver")}
# What prepares, builds or shows, and is not there to be run here.
_ASIDE = ("make setup", "docker build", "aws ecr get-login-password", ".venv/bin/python -m operations status")


def _lines(text: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    joined = "\n".join(blocks)
    return [line.strip().removeprefix("$ ") for line in joined.splitlines() if line.strip().startswith("$ ")]


def first_up() -> list[str]:
    """The commands of its section *First up*."""
    (section,) = re.findall(
        r"\n## First up\n(.*?)\n## A new image\n", (ROOT / "docs" / "first-up.md").read_text(), re.DOTALL
    )
    return _lines(section)


def controllers() -> list[str]:
    """The pushes that docs/eks.md has in a loop."""
    text = (ROOT / "docs" / "eks.md").read_text()
    (names,) = re.findall(r"\$ for image in (.*); do", text)
    (pushed,) = re.findall(r"^\s*(docker push .*)$", text, re.MULTILINE)
    return [pushed.replace("$image", name) for name in names.split()]


@dataclass
class Beginning:
    """Somebody follows the page. `runs` is every `pulumi up`, in its order."""

    pair: Pair
    runs: list[Run] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)

    def follow(self, command: str) -> None:
        """Do what one line says."""
        if command.startswith(_ASIDE):
            return
        if command.startswith("pulumi stack init"):
            assert re.findall(r"init (\S+)", command) == list(STACKS)
            return
        assigned = re.fullmatch(r"(\w+)=\$\((.*)\)([\w.-]*)", command)
        words = shlex.split(assigned[2] if assigned else command)
        program, *rest = [re.sub(r"\$(\w+)", lambda name: self.variables[name[1]], word) for word in words]
        said = getattr(self, f"_{Path(program).name}")(rest)
        self.said.append(said)
        if assigned:
            self.variables[assigned[1]] = said.strip() + assigned[3]

    def _pulumi(self, words: list[str]) -> str:
        command, flag, stack = words
        assert (command, flag) == ("up", "--stack")
        run = self.pair.up(stack)
        self.runs.append(run)
        return run.said

    def _python(self, words: list[str]) -> str:
        """A command of ours, by the engine that brought the stacks up."""
        sandbox = self.pair.sandbox
        done = subprocess.run(
            [sys.executable, *words, "--engine", "sandbox"],
            cwd=sandbox.program.directory,
            env={
                **os.environ,
                **sandbox.cloud.environment("us-east-1"),
                "STANDBY_SANDBOX_DIR": str(sandbox.cloud.directory),
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _aws(self, words: list[str]) -> str:
        return aws_command(words)[1]

    def _docker(self, words: list[str]) -> str:
        command, image = words
        assert command == "push"
        self.pushed.append(docker_push(image, self.pair.sandbox.clients))
        return image


@pytest.fixture(scope="module", params=sorted(IMAGES))
def runtime(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def begun(runtime: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    directory: Path = tmp_path_factory.mktemp(f"first-up-{runtime}")
    sandbox = start(directory)
    sandbox.program.write_runtime(runtime)
    pair = Pair(sandbox, sandbox.program.directory)
    with sandbox.cloud, operators_of(pair, role=None):
        beginning, lines = Beginning(pair), first_up()
        last = max(number for number, line in enumerate(lines) if line.startswith("docker push"))
        for number, line in enumerate(lines):
            beginning.follow(line)
            if number == last and runtime == "eks":
                for push in controllers():
                    beginning.follow(push)
        yield beginning


def test_every_run_goes_well(begun: Beginning) -> None:
    assert [(run.stack, run.result.error) for run in begun.runs] == [(HOME, ""), (HOME, ""), (PEER, "")]


def test_the_first_run_says_which_images_are_missing_and_waits_for_none(begun: Beginning, runtime: str) -> None:
    (said,) = begun.runs[0].messages
    assert f"no image of {', '.join(IMAGES[runtime])} yet" in said


def test_the_page_pushes_exactly_what_the_first_run_asks_for(begun: Beginning) -> None:
    asked = re.findall(r"docker push (\S+)", begun.runs[0].said)
    assert asked
    assert begun.pushed == asked


def test_the_runs_after_it_miss_nothing(begun: Beginning) -> None:
    assert [run.messages for run in begun.runs[1:]] == [(), ()]


def test_the_name_servers_are_found_while_the_run_waits_for_them(begun: Beginning) -> None:
    servers = begun.pair.outputs(HOME)["name_servers"]
    assert str(servers) in begun.said


def test_the_same_command_brings_up_what_waited(begun: Beginning, runtime: str) -> None:
    counts = {}
    for stack in STACKS:
        answer = begun.pair.sandbox.cloud.ask("GET", f"/_sandbox/inside?region={REGIONS[stack]}")
        counts[stack] = {name: answer["running"][name] for name in ("web", "worker")}
    assert counts == {HOME: {"web": 6, "worker": 3}, PEER: {"web": 3, "worker": 0}}, runtime


@pytest.mark.parametrize("stack", STACKS)
def test_a_second_up_changes_nothing(begun: Beginning, stack: str) -> None:
    assert begun.pair.up(stack).result.effective == ()
