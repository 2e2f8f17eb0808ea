"""One run over one stack: up, preview, destroy or refresh. The engine's front door; prints nothing.

Owns the lock, the snapshot, the provider processes and the program's process, and ends them all.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sandbox.engine.backend import ORGANIZATION, Backend
from sandbox.engine.defaults import DefaultProviders
from sandbox.engine.errors import EngineError
from sandbox.engine.events import Change, Diagnostic, Operation, Severity, Sink, discard
from sandbox.engine.graph import Latch
from sandbox.engine.monitor import EngineService, Monitor, RunFacts, serve
from sandbox.engine.plugins import PluginHost
from sandbox.engine.program import EXPLAINED
from sandbox.engine.project import Configuration, Project
from sandbox.engine.refresher import Refresher
from sandbox.engine.registry import ProviderRegistry
from sandbox.engine.removal import Removal
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.stepper import Stepper
from sandbox.engine.urn import is_provider_type, package_of

REPOSITORY = Path(__file__).resolve().parents[2]
LAUNCHERS = REPOSITORY / "sandbox" / "bin"


def default_parallel() -> int:
    """As many steps at once as Pulumi runs by default: four for each processor."""
    return 4 * (os.cpu_count() or 1)


@dataclass(frozen=True)
class Result:
    """What a run did, or would do."""

    changes: tuple[Change, ...]
    outputs: Mapping[str, Any]
    error: str = ""

    @property
    def counts(self) -> Counter[str]:
        """Resources per operation."""
        return Counter(str(change.operation) for change in self.changes)

    @property
    def effective(self) -> tuple[Change, ...]:
        """Changes other than leaving a resource as it is."""
        return tuple(change for change in self.changes if change.operation is not Operation.SAME)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A stack of a project, and how to run it."""

    project: Project
    stack: str
    backend: Backend
    configuration: Configuration = field(default_factory=lambda: Configuration({}))
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    parallel: int = field(default_factory=default_parallel)
    sink: Sink = discard

    def up(self, *, refresh: bool = False) -> Result:
        """Bring the stack to what the program declares."""
        with self._locked(), self._run(dry_run=False) as run:
            return run.result(lambda: run.up(refresh=refresh))

    def preview(self, *, refresh: bool = False) -> Result:
        """Say what `up` would do. Takes no lock and writes nothing."""
        with self._run(dry_run=True) as run:
            return run.result(lambda: run.up(refresh=refresh))

    def destroy(self, *, dry_run: bool = False) -> Result:
        """Delete everything in the stack's state; the program is not run."""
        with self._locked() if not dry_run else contextlib.nullcontext(), self._run(dry_run=dry_run) as run:
            return run.result(run.destroy)

    def refresh(self, *, dry_run: bool = False) -> Result:
        """Bring the state to what is really there; the program is not run."""
        with self._locked() if not dry_run else contextlib.nullcontext(), self._run(dry_run=dry_run) as run:
            return run.result(run.refresh)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self.backend.lock(self.project.name, self.stack):
            self.backend.keep_backup(self.project.name, self.stack)
            yield

    @contextlib.contextmanager
    def _run(self, *, dry_run: bool) -> Iterator["_Run"]:
        snapshot = Snapshot.load(self.backend, self.project.name, self.stack, persist=not dry_run)
        for pending in snapshot.pending_at_start:
            text = f"the last run ended while {pending['type']} {pending['resource']['urn']}; going on from there"
            self.sink(Diagnostic(Severity.WARNING, text, pending["resource"]["urn"]))
        host = PluginHost(_plugin_environment(self.environment))
        for state in snapshot.old:
            if is_provider_type(state.type) and package_of(state.type) != "pulumi":
                host.start_ahead(package_of(state.type))
        registry = ProviderRegistry(host)
        stepper = Stepper(snapshot, registry, self.sink, threading.Semaphore(self.parallel), dry_run)
        try:
            yield _Run(self, snapshot, stepper, dry_run)
        finally:
            host.stop()


@dataclass
class _Run:
    """The moving parts of one run."""

    deployment: Deployment
    snapshot: Snapshot
    stepper: Stepper
    dry_run: bool
    outputs: dict[str, Any] = field(default_factory=dict)

    def result(self, work: Any) -> Result:  # noqa: ANN401 - a callable
        """Do the work; whatever happens, what was done is on disk and told."""
        error = ""
        try:
            work()
        except EngineError as failure:
            error = str(failure)
        finally:
            self.snapshot.flush()
        return Result(tuple(self.stepper.changes), self.outputs, error)

    def up(self, *, refresh: bool) -> None:
        """Run the program, then delete what it no longer declares."""
        if refresh:
            self.refresh()
        self._run_program()
        self._removal().remove_undeclared()

    def destroy(self) -> None:
        """Delete everything."""
        self._removal().remove_all()

    def refresh(self) -> None:
        """Read everything again."""
        Refresher(self.stepper, self.deployment.parallel).refresh()

    def _removal(self) -> Removal:
        return Removal(self.stepper, self.deployment.parallel)

    def _run_program(self) -> None:
        target, latch = self.deployment, Latch()
        facts = RunFacts(
            project=target.project.name,
            stack=target.stack,
            config=target.configuration.values,
            secret_keys=target.configuration.secret_keys,
            dry_run=self.dry_run,
            parallel=target.parallel,
        )
        defaults = DefaultProviders(self.stepper, target.project.name, target.stack, facts.config)
        monitor = Monitor(facts, self.stepper, defaults, target.backend, target.sink, latch)
        engine = EngineService(target.sink)
        server, address = serve(monitor, engine)
        try:
            code = _execute(_command(facts, address), target, facts)
            monitor.wait_idle()
        finally:
            server.stop(grace=None).wait()
        self.outputs = dict(monitor.outputs)
        if latch.error is not None:
            raise latch.error if isinstance(latch.error, EngineError) else EngineError(repr(latch.error))
        if code or engine.errors:
            shown = " (see above)" if engine.errors or code == EXPLAINED else ""
            msg = f"the program ended with exit code {code}{shown}"
            raise EngineError(msg)


def _command(facts: RunFacts, address: str) -> list[str]:
    command = [sys.executable, "-u", "-m", "sandbox.engine.program"]
    given = {
        "monitor": address,
        "engine": address,
        "project": facts.project,
        "stack": facts.stack,
        "organization": ORGANIZATION,
        "program": ".",
        "parallel": str(facts.parallel),
    }
    for name, value in given.items():
        command += [f"--{name}", value]
    return [*command, "--dry-run"] if facts.dry_run else command


def _execute(command: list[str], target: Deployment, facts: RunFacts) -> int:
    """Run the program's process; what it prints becomes messages."""
    environment = {
        **target.environment,
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, [target.environment.get("PYTHONPATH")])]),
        "PULUMI_CONFIG": json.dumps(dict(facts.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(facts.secret_keys),
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        command,
        cwd=target.project.directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        if process.stdout is not None:
            _forward(process.stdout, target.sink)
        return process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise


def _forward(stream: IO[str], sink: Sink) -> None:
    for line in stream:
        if line.strip():
            sink(Diagnostic(Severity.INFO, line.rstrip("\n")))


def _plugin_environment(environment: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join([str(LAUNCHERS), environment.get("PATH", "")])
    return {"STANDBY_PYTHON": sys.executable, **environment, "PATH": path}
