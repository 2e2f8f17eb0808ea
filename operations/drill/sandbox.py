"""An AWS of the drill's own on this machine, driven as a person would, and by the cloud's own interface.

Nothing here reaches AWS, and nothing changes what stands in the folder of the stack files.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.session import Session

from operations.errors import OperationError
from operations.inputs.json_text import read_object
from operations.inputs.stack_file import path_of, settings_of
from operations.inputs.text_file import text_of_file
from operations.live.clients import ClientMaker
from operations.planning.processes import run
from operations.switching.stack_files import with_strategy
from settings import Strategy

_LOOPBACK = "http://127.0.0.1:"
_RUN_SECONDS, _STOP_SECONDS, _ASK_SECONDS = 900, 20, 30
_KEYS = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_SAID_LINES = 8
_TURN_SECONDS = "2"
_OPERATES = "platform-operator"
# What a serving region's tasks need at once, with room: the quota of a new account is a fault of its own.
_VCPU = "512"


@dataclass(frozen=True)
class Sandbox:
    """`program` is where the program stands, `work` a folder that only this drill uses."""

    program: Path
    work: Path
    environment: Mapping[str, str]

    def operators(self) -> ClientMaker:
        """Clients of whoever operates, with the rights of `docs/runbooks/operator-role.json` and no others."""
        keys = _keys(self.run("env", "--as", _OPERATES, "--json"))
        session = Session()
        session.set_credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], keys.get("AWS_SESSION_TOKEN"))
        return ClientMaker(session)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Use the cloud's own interface. Raises OperationError."""
        address = f"{self.environment['AWS_ENDPOINT_URL']}/_sandbox/{path}"
        data = json.dumps(body).encode() if body is not None else None
        try:
            request = urllib.request.Request(address, data, method=method)  # noqa: S310 - loopback, checked at the start
            with urllib.request.urlopen(request, timeout=_ASK_SECONDS) as answer:  # noqa: S310 - as above
                found: dict[str, Any] = json.load(answer)
        except (OSError, ValueError) as error:
            msg = f"the sandbox does not do {method} {path}: {error}"
            raise OperationError(msg) from error
        return found

    def run(self, *words: str) -> str:
        """Run one of its commands. Raises OperationError with what it said."""
        return _run(self.program, self.environment, *words)

    @contextmanager
    def open_shop(self) -> Iterator[None]:
        """Stand-ins of the workload's containers, for as long as this lasts."""
        # So that both regions have heard of each other before anything happens.
        self.run("shop", "--turns", "2", "--every", "1")
        with (self.work / "shop.log").open("w") as log:
            process = subprocess.Popen(  # noqa: S603 - as below
                [sys.executable, "-m", "sandbox", "shop", "--every", _TURN_SECONDS],
                cwd=self.program,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
            )
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def started(program: Path, work: Path, stacks: tuple[str, str], strategy: Strategy | None) -> Iterator[Sandbox]:
    """A cloud with both stacks up and their images pushed. It ends with the context. Raises OperationError.

    `work` gets copies of the stack files, with `strategy` in them where one is given; the home stack goes first.
    """
    shutil.copy(program / "Pulumi.yaml", work)
    for stack in stacks:
        text = text_of_file(path_of(program, stack))
        path_of(work, stack).write_text(with_strategy(text, strategy, origin=stack) if strategy else text)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))},
        "STANDBY_SANDBOX_DIR": str(work / "sandbox"),
        # A drill that is killed cannot stop its cloud.
        "STANDBY_SANDBOX_OWNER": str(os.getpid()),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(program), os.environ.get("PYTHONPATH", "")])),
    }
    _run(program, environment, "start", "--port", "0")
    try:
        environment |= _keys(_run(program, environment, "env", "--json"))
        if not environment["AWS_ENDPOINT_URL"].startswith(_LOOPBACK):
            msg = f"{environment['AWS_ENDPOINT_URL']} is not on this machine; a fault is drilled in the sandbox alone"
            raise OperationError(msg)
        sandbox = Sandbox(program, work, environment)
        _bring_up(sandbox, stacks)
        yield sandbox
    finally:
        _run(program, environment, "stop", "--quiet")


def _bring_up(sandbox: Sandbox, stacks: tuple[str, str]) -> None:
    """As an environment begins: images once there are registries, and clients to both regions once both are up."""
    files = {stack: path_of(sandbox.work, stack) for stack in stacks}
    wanted = {stack: file.read_text() for stack, file in files.items()}
    begins_small = settings_of(sandbox.work, stacks[0]).strategy is Strategy.ACTIVE_ACTIVE
    if begins_small:
        for stack, file in files.items():
            file.write_text(with_strategy(wanted[stack], Strategy.WARM_STANDBY, origin=stack))
            sandbox.run("up", stack, "--config-file", str(file))
    else:
        sandbox.run("up", stacks[0], "--config-file", str(files[stacks[0]]))
    sandbox.run("push", "--config-file", str(files[stacks[0]]))
    # The other region grows before clients are sent to it.
    for stack in reversed(stacks) if begins_small else stacks:
        files[stack].write_text(wanted[stack])
        sandbox.run("up", stack, "--config-file", str(files[stack]))


@contextmanager
def entered(environment: Mapping[str, str]) -> Iterator[None]:
    """Let AWS clients and engines of this process find the sandbox and nothing else."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def grant_quota(sandbox: Sandbox, region: str) -> None:
    """What an account gets that asked in time."""
    sandbox.run("quota", region, _VCPU)


def _keys(text: str) -> dict[str, str]:
    """What `env --json` says. Raises OperationError."""
    read = read_object(text, origin="what python -m sandbox env says")
    if missing := [name for name in _KEYS if not isinstance(read.get(name), str)]:
        msg = f"python -m sandbox env does not say {', '.join(missing)}"
        raise OperationError(msg)
    return {name: str(value) for name, value in read.items()}


def _run(program: Path, environment: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "sandbox", *words]
    done = run(command, folder=program, environment=environment, seconds=_RUN_SECONDS)
    if done.code:
        said = done.tail(_SAID_LINES, otherwise=done.stdout)
        msg = f"python -m sandbox {' '.join(words)} ended with {done.code}: {said}"
        raise OperationError(msg)
    return done.stdout
