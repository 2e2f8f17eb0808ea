"""Where a person works: runs the commands of a runbook, each as it stands on its page.

Commands are run in this process: `standby` by its own entry point, `pulumi up --refresh` by the sandbox's engine, `aws`
by boto3 with the same words, `sed` on the stack files. Every wait is a turn of the shop's stand-in.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from operations.cli.app import app
from operations.failover.clock import WallClock
from operations.failover.steps.table import STEP_FUNCTIONS
from operations.live import stack_state
from operations.live.export import Exported
from sandbox.cloud.iam.account import DEPLOYS
from tests.sandbox.command_lines import aws_command, docker_push
from tests.sandbox.operators import Operators, a_while_ago
from tests.sandbox.pair import Pair
from tests.stack_files import ROOT

RUNBOOKS = ROOT / "docs" / "runbooks"
_MOVES = frozenset({"failover", "failback"})


def commands_of(page: str, section: str = "") -> list[str]:
    """The lines that begin with a dollar in the blocks of a page, or of one of its sections."""
    text = (RUNBOOKS / f"{page}.md").read_text()
    if section:
        (text,) = [each for each in re.split(r"^##+ ", text, flags=re.MULTILINE) if each.startswith(f"{section}\n")]
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@dataclass
class Done:
    """A command, its exit code, and what it printed."""

    command: str
    code: int
    said: str


@dataclass
class Desk:
    """Where a person works. `done` is everything that was run; `of_moves` are options that each move gets as well."""

    people: Operators
    of_moves: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    @property
    def pair(self) -> Pair:
        return self.people.pair

    def run(self, command: str) -> Done:
        """Run one command as it stands on the page."""
        assigned = re.fullmatch(r"(\w+)=\$\((.*)\)([\w.-]*)", command)
        words = shlex.split(assigned[2] if assigned else command)
        words = [re.sub(r"\$(\w+)", lambda name: self.variables[name[1]], word) for word in words]
        programs: dict[str, Callable[[list[str]], tuple[int, str]]] = {
            "standby": self._standby,
            "pulumi": self._pulumi,
            "aws": self._aws,
            "sed": self._sed,
            "docker": self._docker,
        }
        code, said = programs[words[0]](words[1:])
        if assigned:
            self.variables[assigned[1]] = said.strip() + assigned[3]
        self.done.append(Done(command, code, said))
        return self.done[-1]

    def _standby(self, words: list[str]) -> tuple[int, str]:
        folder = ["--folder", str(self.pair.program), "--engine", "sandbox"]
        more = ["--reports", str(self.pair.program / "drills")] if words[0] == "drill" else []
        if words[0] in _MOVES and "--deadline" not in words:
            more += self.of_moves
        result = CliRunner().invoke(app, [*words, *folder, *more], catch_exceptions=False)
        return result.exit_code, result.output

    def _pulumi(self, words: list[str]) -> tuple[int, str]:
        command, *flags = words
        targets = [each for flag, each in pairwise(flags) if flag == "--target"]
        plain = [each for each in flags if each not in targets and each != "--target"]
        stack = plain.pop()
        if command == "refresh":
            assert plain == ["--yes", "--stack"]
            looked = self.pair.refresh(stack, targets)
            return int(bool(looked.result.error)), looked.said
        assert (command, plain[-2:], targets) == ("up", ["--yes", "--stack"], [])
        run = self.pair.up(stack, refresh=plain[:-2] == ["--refresh"])
        return int(bool(run.result.error)), f"{run.said}{run.changed}"

    def _aws(self, words: list[str]) -> tuple[int, str]:
        with pytest.MonkeyPatch.context() as patch:
            # Who operates may use keys; they belong to whoever deploys.
            if words[0] == "kms":
                for name, value in self.pair.sandbox.cloud.environment("us-east-1", DEPLOYS).items():
                    patch.setenv(name, value)
            return aws_command(words)

    def _docker(self, words: list[str]) -> tuple[int, str]:
        command, image = words
        assert command == "push"
        # Whoever operates runs what there is; images come from those who release.
        return 0, docker_push(image, self.pair.sandbox.clients)

    def _sed(self, words: list[str]) -> tuple[int, str]:
        flag, expression, *files = words
        _, old, new, _ = expression.split("/")
        assert flag == "-i.bak"
        for name in files:
            path = self.pair.program / name
            assert old in path.read_text(), f"{name} has no {old}"
            path.write_text(path.read_text().replace(old, new))
        return 0, ""


@contextmanager
def desk_of(people: Operators, *of_moves: str) -> Iterator[Desk]:
    """Meanwhile commands find the pair's states, and wait by their clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WallClock, "wait", lambda _self, seconds: people.clock.wait(seconds))
        patch.setitem(STEP_FUNCTIONS, "engage-failover-control", a_while_ago)
        patch.setattr(
            stack_state, "exported", lambda stack, *_: Exported(deployment=people.pair.deployment(stack), runs=())
        )
        yield Desk(people, of_moves)


def codes(done: list[Done]) -> list[int]:
    return [each.code for each in done]


def told(done: list[Done]) -> str:
    return "\n".join(f"$ {each.command}\n{each.said}\nexit {each.code}" for each in done)
