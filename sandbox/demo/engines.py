"""The two engines that can run the demonstration, behind one small interface.

Both are started as a user starts them, as commands, so that the demonstration shows what a user gets.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

REPOSITORY = Path(__file__).resolve().parents[2]
# Reading the other stack, or no longer doing so, is a step that changes nothing.
_UNCHANGED = frozenset({"same", "read", "discard"})


class EngineError(RuntimeError):
    """An engine's command failed; carries what it printed."""


@dataclass(frozen=True)
class Plan:
    """What a preview says would happen: operation -> logical names of the resources."""

    operations: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, list[str]]:
        """The operations without those that leave a resource as it is."""
        return {op: names for op, names in sorted(self.operations.items()) if op not in _UNCHANGED and names}

    @property
    def counts(self) -> Counter[str]:
        """How many resources each operation touches, without those that stay as they are."""
        return Counter({op: len(names) for op, names in self.changes.items()})


class Engine(Protocol):
    """What the demonstration needs of an engine."""

    name: str

    def up(self, stack: str) -> None:
        """Bring the stack to what the program declares."""

    def preview(self, stack: str) -> Plan:
        """Say what `up` would do."""

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs; secrets masked."""

    def export(self, stack: str) -> dict[str, Any]:
        """The stack's state, in Pulumi's export format."""

    def import_(self, stack: str, file: Path) -> None:
        """Take an exported state in place of the stack's own."""

    def destroy(self, stack: str) -> None:
        """Delete everything that the stack made."""


def resources_of(engine: Engine, stack: str) -> list[dict[str, Any]]:
    """The resources in a stack's state."""
    resources: list[dict[str, Any]] = engine.export(stack)["deployment"]["resources"]
    return resources


@dataclass(frozen=True)
class _Command:
    """Runs one program in one folder with one environment, and explains failures."""

    argv: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> str:
        finished = subprocess.run(  # noqa: S603 - the arguments are the demonstration's own
            [*self.argv, *arguments],
            cwd=self.directory,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            shown = " ".join([Path(self.argv[0]).name, *self.argv[1:], *arguments])
            msg = f"`{shown}` ended with {finished.returncode}:\n{finished.stdout[-8000:]}\n{finished.stderr[-8000:]}"
            raise EngineError(msg)
        return finished.stdout


def _by_operation(steps: list[dict[str, Any]]) -> Plan:
    operations: dict[str, list[str]] = {}
    for step in steps:
        operations.setdefault(step["op"], []).append(step["urn"].rpartition("::")[2])
    return Plan(operations)


class SandboxEngine:
    """`python -m sandbox`: needs nothing but this project's packages."""

    name = "sandbox"

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        path = os.pathsep.join([str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._command = _Command(
            (sys.executable, "-m", "sandbox"), directory, {**environment, "PYTHONPATH": path, "NO_COLOR": "1"}
        )

    def up(self, stack: str) -> None:
        """Bring the stack to what the program declares."""
        self.run("up", stack, "--yes")

    def preview(self, stack: str) -> Plan:
        """Say what `up` would do."""
        return _by_operation(json.loads(self.run("preview", stack, "--json"))["changes"])

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs; secrets masked."""
        outputs: dict[str, Any] = json.loads(self.run("output", stack, "--json"))
        return outputs

    def export(self, stack: str) -> dict[str, Any]:
        """The stack's state, in Pulumi's export format."""
        exported: dict[str, Any] = json.loads(self.run("export", stack))
        return exported

    def import_(self, stack: str, file: Path) -> None:
        """Take an exported state in place of the stack's own."""
        self.run("import", stack, "--file", str(file))

    def destroy(self, stack: str) -> None:
        """Delete everything that the stack made."""
        self.run("destroy", stack, "--yes")

    def run(self, *arguments: str) -> str:
        """Run any command of `python -m sandbox`; returns what it printed. Raises EngineError."""
        return self._command.run(*arguments)


class PulumiEngine:
    """The `pulumi` CLI found on PATH, with the sandbox's providers beside it and a state of its own."""

    name = "pulumi"

    def __init__(self, directory: Path, environment: Mapping[str, str], state: Path) -> None:
        executable = shutil.which("pulumi")
        if executable is None:
            msg = "ENGINE=pulumi needs the pulumi CLI, and there is none on PATH; install it, or leave ENGINE out"
            raise EngineError(msg)
        state.mkdir(parents=True, exist_ok=True)
        self._command = _Command(
            (executable, "--non-interactive"),
            directory,
            {
                **environment,
                "PATH": os.pathsep.join([str(REPOSITORY / "sandbox" / "bin"), os.environ.get("PATH", "")]),
                "PULUMI_BACKEND_URL": f"file://{state}",
                "PULUMI_CONFIG_PASSPHRASE": "sandbox",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            },
        )

    @property
    def environment(self) -> Mapping[str, str]:
        """Where its state and its providers are, for commands of one's own."""
        return self._command.environment

    def up(self, stack: str) -> None:
        """Bring the stack to what the program declares."""
        self._select(stack)
        self._command.run("up", "--stack", stack, "--yes", "--skip-preview")

    def preview(self, stack: str) -> Plan:
        """Say what `up` would do."""
        return _by_operation(json.loads(self._command.run("preview", "--stack", stack, "--json"))["steps"])

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs; secrets masked."""
        outputs: dict[str, Any] = json.loads(self._command.run("stack", "output", "--stack", stack, "--json"))
        return outputs

    def export(self, stack: str) -> dict[str, Any]:
        """The stack's state, in Pulumi's export format."""
        exported: dict[str, Any] = json.loads(self._command.run("stack", "export", "--stack", stack))
        return exported

    def import_(self, stack: str, file: Path) -> None:
        """Take an exported state in place of the stack's own."""
        self._select(stack)
        self._command.run("stack", "import", "--stack", stack, "--file", str(file))

    def destroy(self, stack: str) -> None:
        """Delete everything that the stack made."""
        self._command.run("destroy", "--stack", stack, "--yes", "--skip-preview")

    def _select(self, stack: str) -> None:
        self._command.run("stack", "select", "--create", stack)
