"""Both region stacks of a sandbox, run in the test's own process: no command line, and no imports per run.

A pair that is up is a copy of one that was brought up once in a run of the tests.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.cloud.iam.account import DEPLOYS
from sandbox.demo.beginning import begin
from sandbox.engine.backend import Backend
from sandbox.engine.deployment import Deployment, Result
from sandbox.engine.events import Diagnostic, Event, Severity, Sink, discard
from sandbox.engine.project import Project
from tests import kept
from tests.sandbox.copies.originals import copied, empty_cloud
from tests.sandbox.decided import not_allowed_to_deployment
from tests.sandbox.sandboxes import Sandbox, beside
from tests.sandbox.states import plain
from tests.warm.run import warm

HOME, PEER = "prod-east", "dr-west"
STACKS = (HOME, PEER)
REGIONS = {HOME: "us-east-1", PEER: "us-west-2"}
# Beginnings of actions that change nothing at AWS.
_READS = ("Describe", "Get", "List", "BatchGet", "Head")


@dataclass(frozen=True)
class Run:
    """What a run did, and what it said to people."""

    stack: str
    result: Result
    messages: tuple[str, ...]

    @property
    def said(self) -> str:
        """Everything that somebody who ran it would read."""
        return "\n".join((*self.messages, self.result.error))

    @property
    def changed(self) -> dict[str, str]:
        """Logical name -> operation, of AWS's resources that do not stay as they are. A look changes none."""
        return {
            change.name: str(change.operation)
            for change in self.result.effective
            if change.type.startswith("aws:") and not change.aside
        }


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """An `up` that should be refused, and what it touched all the same. Reading the other stack touches nothing."""

    run: Run
    changed_resources: tuple[str, ...]
    writes: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """The two stacks; `program` is the folder that holds the program and its stack files."""

    sandbox: Sandbox
    program: Path

    def up(self, stack: str, sink: Sink = discard, *, refresh: bool = False) -> Run:
        """Run `up`, perhaps after a look at the cloud."""
        return self._run(stack, "up", sink, refresh=refresh)

    def must_up(self, stack: str) -> None:
        """Run `up`, which has to go well."""
        run = self.up(stack)
        assert run.result.error == "", run.said

    def preview(self, stack: str) -> Run:
        """Run `preview`."""
        return self._run(stack, "preview", discard)

    def refresh(self, stack: str, targets: Sequence[str] = ()) -> Run:
        """Run `refresh`, of everything or of targets."""
        return self._run(stack, "refresh", discard, targets=targets)

    def destroy(self, stack: str) -> Run:
        """Run `destroy`."""
        return self._run(stack, "destroy", discard)

    def attempt(self, stack: str) -> Attempt:
        """Run `up`, and compare."""
        before, since = self.resources(stack), self._calls(0)[1]
        run = self.up(stack)
        after = self.resources(stack)
        return Attempt(
            run=run,
            changed_resources=tuple(
                urn
                for urn in sorted(before | after)
                if before.get(urn) != after.get(urn) and "pulumi:pulumi:StackReference" not in urn
            ),
            writes=tuple(call for call in self._calls(since)[0] if not call.startswith(_READS)),
        )

    def write(self, key: str, value: str) -> None:
        """Set a key in both stack files."""
        self.sandbox.program.write_setting(key, value)

    def edit(self, before: str, after: str) -> None:
        """Change what both stacks share, where Pulumi.yaml says it once."""
        file = self.program / "Pulumi.yaml"
        text = file.read_text()
        assert text.count(before) == 1, f"{before!r} is not once in {file.name}"
        file.write_text(text.replace(before, after))

    def resources(self, stack: str) -> dict[str, dict[str, Any]]:
        """URN -> resource, of a stack's state, without how its secrets are sealed."""
        return {resource["urn"]: plain(resource) for resource in self.deployment(stack).get("resources", [])}

    def deployment(self, stack: str) -> dict[str, Any]:
        """The stack's state, as it is."""
        return self._backend.read(Project.load(self.program).name, stack) or {}

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs."""
        (root,) = [each for each in self.resources(stack).values() if each["type"] == "pulumi:pulumi:Stack"]
        outputs: dict[str, Any] = root["outputs"]
        return outputs

    def _calls(self, since: int) -> tuple[list[str], int]:
        """Actions that AWS was asked for from this number on, and the number to go on with."""
        answer = self.sandbox.cloud.ask("GET", f"/_sandbox/calls?since={since}")
        return [call["action"] for call in answer["calls"]], answer["next"]

    @property
    def _backend(self) -> Backend:
        return Backend(self.sandbox.cloud.directory / "state")

    def _run(self, stack: str, command: str, sink: Sink, **given: Any) -> Run:  # noqa: ANN401 - the run's own
        project, messages = Project.load(self.program), []

        def listen(event: Event) -> None:
            if isinstance(event, Diagnostic) and event.severity in {Severity.WARNING, Severity.ERROR}:
                messages.append(event.message)
            sink(event)

        deployment = Deployment(
            project=project,
            stack=stack,
            backend=self._backend,
            configuration=project.configuration(stack, file=None, overrides={}),
            environment={**os.environ, **self.sandbox.cloud.environment("us-east-1", DEPLOYS)},
            sink=listen,
        )
        with warm():
            result: Result = getattr(deployment, command)(**given)
        return Run(stack, result, tuple(messages))


@contextmanager
def pair_up(directory: Path, strategy: str = "warm-standby") -> Iterator[Pair]:
    """Both stacks up, of this strategy and else as their files say.

    Every run acts as the role that deploys; in the end, nothing may have been refused to it.
    """
    pair = copy_of_pair(directory, strategy, owner=os.getpid())
    with pair.sandbox.cloud:
        yield pair
        assert not_allowed_to_deployment(pair.sandbox.cloud) == []


def copy_of_pair(directory: Path, strategy: str, *, owner: int) -> Pair:
    """A copy of the pair that whoever asked first has brought up; its cloud ends with the owner at the latest."""
    original = kept.begun(strategy, lambda folder: _bring_up(folder, strategy))
    sandbox = beside(copied(original, directory, owner=owner))
    shutil.copytree(original / "state", directory / "state")
    for file in (original / "program").glob("Pulumi*.yaml"):
        shutil.copy(file, sandbox.program.directory / file.name)
    return Pair(sandbox, sandbox.program.directory)


def _bring_up(folder: Path, strategy: str) -> None:
    if strategy == "active-active":
        # An environment begins as a standby, and is grown from there.
        pair = copy_of_pair(folder, "warm-standby", owner=kept.owner())
        pair.write("strategy", strategy)
        for stack in (PEER, HOME):
            pair.must_up(stack)
    else:
        sandbox = beside(empty_cloud(folder, owner=kept.owner()))
        pair = Pair(sandbox, sandbox.program.directory)
        pair.write("strategy", strategy)
        begin(pair.must_up, pair.program, sandbox.registry)
    assert not_allowed_to_deployment(pair.sandbox.cloud) == []
