"""A stack of a small program, the real engine, and a testing cloud behind a provider that speaks the real protocol."""

import json
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2_grpc

from sandbox.engine import crypter, process
from sandbox.engine.backend import Backend
from sandbox.engine.deployment import Deployment, Result
from sandbox.engine.events import Event, Severity, StepEvent
from sandbox.engine.facts import RunFacts
from sandbox.engine.project import Project
from sandbox.protocol.journal import CreateJournal
from tests.sandbox.engine.cloud import Cloud
from tests.sandbox.engine.provider import ThingServer

HERE = Path(__file__).parent
PROJECT, STACK = "proj", "dev"
_PULUMI_YAML = "name: proj\nruntime: python\n"
_HEADER = "from tests.sandbox.engine.sdk import *\n"


@dataclass
class Stack:
    """One stack, and what its runs told."""

    directory: Path
    environment: dict[str, str]
    cloud: Cloud
    name: str = STACK
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.write("Pulumi.yaml", _PULUMI_YAML)
        self.write(f"Pulumi.{self.name}.yaml", "config: {}\n")

    @property
    def backend(self) -> Backend:
        return Backend(self.directory / "state")

    def write(self, name: str, text: str) -> Path:
        path = self.directory / name
        path.write_text(textwrap.dedent(text))
        return path

    def declare(self, program: str) -> "Stack":
        """Make this the program; it has the names of `sdk.py`."""
        self.write("__main__.py", _HEADER + textwrap.dedent(program))
        return self

    def deployment(self, **changes: Any) -> Deployment:  # noqa: ANN401 - fields of many types
        project = Project.load(self.directory)
        overrides = changes.pop("config", {})
        given = {
            "project": project,
            "stack": self.name,
            "backend": self.backend,
            "configuration": project.configuration(self.name, file=None, overrides=overrides),
            "environment": self.environment,
            "parallel": 8,
            "sink": self.events.append,
        }
        return Deployment(**{**given, **changes})

    def up(self, program: str | None = None, *, refresh: bool = False, **changes: Any) -> Result:  # noqa: ANN401
        if program is not None:
            self.declare(program)
        return self.deployment(**changes).up(refresh=refresh)

    def preview(self, program: str | None = None, **changes: Any) -> Result:  # noqa: ANN401
        if program is not None:
            self.declare(program)
        return self.deployment(**changes).preview()

    def destroy(self) -> Result:
        return self.deployment().destroy()

    def refresh(self, *, clear_pending_creates: bool = False, targets: Sequence[str] = ()) -> Result:
        return self.deployment().refresh(clear_pending_creates=clear_pending_creates, targets=targets)

    @property
    def state_text(self) -> str:
        return self.backend.path(PROJECT, self.name).read_text()

    @property
    def state(self) -> dict[str, Any]:
        return self.backend.read(PROJECT, self.name) or {}

    def resources(self) -> list[dict[str, Any]]:
        """Resources in the state, without the stack itself and providers."""
        return [resource for resource in self.state.get("resources", []) if not resource["type"].startswith("pulumi:")]

    def resource(self, name: str) -> dict[str, Any]:
        """The one resource with this logical name."""
        found: dict[str, Any]
        (found,) = [each for each in self.state["resources"] if each["urn"].endswith(f"::{name}")]
        return found

    def edit_state(self, edit: Callable[[dict[str, Any]], None]) -> None:
        """Change the state as another tool might have left it."""
        deployment = self.state
        edit(deployment)
        self.write_state(deployment)

    def write_state(self, deployment: dict[str, Any]) -> None:
        self.backend.write(PROJECT, self.name, json.dumps(deployment))

    def messages(self) -> str:
        """Everything that the runs said to people."""
        told = (each for each in self.events if isinstance(each, StepEvent) or each.severity is not Severity.DEBUG)
        return "\n".join(event.message for event in told)


def operations(result: Result) -> dict[str, str]:
    """Logical name -> operation, of everything that is not left as it is; without the stack and providers."""
    return {change.name: str(change.operation) for change in result.effective if not change.type.startswith("pulumi:")}


def done(result: Result) -> dict[str, str]:
    """The same for a run that must have gone well."""
    assert result.error == ""
    return operations(result)


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in one round instead of a million. `test_crypter.py` uses the real number."""
    crypter._derive_key.cache_clear()
    monkeypatch.setattr(crypter, "_ITERATIONS", 1)


@pytest.fixture(scope="session")
def warm_programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket behind which programs start at once."""
    address = tmp_path_factory.mktemp("warm") / "socket"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.engine.warm", str(address)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert server.stdin
    assert server.stdout
    server.stdout.readline()
    yield address
    server.stdin.close()
    server.wait()
    server.stdout.close()


@pytest.fixture
def _warm(warm_programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_it_is = process.command

    def command(facts: RunFacts) -> list[str]:
        arguments = as_it_is(facts)
        module = arguments.index("sandbox.engine.program")
        return [sys.executable, "-SE", str(HERE / "client.py"), str(warm_programs), *arguments[module + 1 :]]

    monkeypatch.setattr(process, "command", command)


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def providers(cloud: Cloud, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment in which the engine finds the testing provider, served by this process."""
    launcher = tmp_path / "bin" / "pulumi-resource-testing"
    launcher.parent.mkdir()
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -SE "{HERE / "launcher.py"}"\n')
    launcher.chmod(0o755)
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        folder = connection.makefile().readline().strip()
        journal = CreateJournal(Path(folder), "testing") if folder else None
        server = grpc.server(ThreadPoolExecutor(32))
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(ThingServer(cloud, journal), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with connection:
            connection.sendall(f"{port}\n".encode())
            connection.recv(1)  # ends with the launcher's process
        server.stop(grace=None).wait()
        if journal is not None:
            journal._file.close()

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    yield {
        "PATH": f"{launcher.parent}:/usr/bin:/bin",
        "TESTING_PORT": str(listener.getsockname()[1]),
        "PULUMI_PYTHON_CMD": sys.executable,
    }
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for thread in threads:
        thread.join()


@pytest.fixture
def stack(tmp_path: Path, providers: dict[str, str], cloud: Cloud, _warm: None) -> Stack:
    """An empty stack."""
    return Stack(tmp_path / "project", providers, cloud)
