"""One run over one stack: up, preview, destroy or refresh. The engine's front door; prints nothing.

Owns the lock, the snapshot, the provider processes and the program's process, and ends them all.
"""

import contextlib
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.engine.backend import Backend
from sandbox.engine.changes import compare
from sandbox.engine.claims import Claims
from sandbox.engine.configuration import Configuration
from sandbox.engine.defaults import DefaultProviders
from sandbox.engine.errors import EngineError
from sandbox.engine.events import (
    Change,
    Diagnostic,
    Operation,
    PropertyChange,
    Severity,
    Sink,
    discard,
    masked,
    masking,
)
from sandbox.engine.facts import EXPLAINED, RunFacts
from sandbox.engine.graph import Latch
from sandbox.engine.monitor import EngineService, Monitor, serve
from sandbox.engine.operations import Operations
from sandbox.engine.plugins import PluginHost
from sandbox.engine.policies.findings import Verdict, blocked
from sandbox.engine.policies.guard import Guard
from sandbox.engine.policies.pack import Pack, PackSource
from sandbox.engine.process import REPOSITORY, ProgramProcess
from sandbox.engine.project import Project
from sandbox.engine.refresher import Refresher
from sandbox.engine.registry import BUILT_IN_PACKAGE, ProviderRegistry
from sandbox.engine.removal import Removal
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.stepper import Stepper
from sandbox.engine.targets import targeted
from sandbox.engine.unfinished import Unfinished, refuse_unknown
from sandbox.engine.urn import is_provider_type, package_of, stack_urn
from sandbox.protocol.journal import FOLDER_VARIABLE

LAUNCHERS = REPOSITORY / "sandbox" / "bin"


def default_parallel() -> int:
    """As many steps at once as Pulumi runs by default: four for each processor."""
    return 4 * (os.cpu_count() or 1)


@dataclass(frozen=True)
class Result:
    """What a run did, or would do."""

    changes: tuple[Change, ...]
    outputs: Mapping[str, Any]
    output_changes: Mapping[str, PropertyChange] = field(default_factory=dict)
    error: str = ""
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def counts(self) -> Counter[str]:
        """Resources per operation, counted as Pulumi counts them."""
        return Counter(str(change.operation) for change in self.changes if change.counted)

    @property
    def effective(self) -> tuple[Change, ...]:
        """Changes other than leaving a resource as it is, whether or not they are counted."""
        return tuple(change for change in self.changes if change.operation is not Operation.SAME)

    @property
    def unexpected(self) -> tuple[Change, ...]:
        """What there is against `--expect-no-changes`."""
        return tuple(change for change in self.changes if change.is_unexpected)


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
    packs: tuple[PackSource, ...] = ()

    def up(self, *, refresh: bool = False) -> Result:
        """Bring the stack to what the program declares."""
        with self._locked(), self._run_of_program(dry_run=False) as run:
            return self._remembered("update", run.result, lambda: run.up(refresh=refresh))

    def preview(self, *, refresh: bool = False) -> Result:
        """Say what `up` would do. Takes no lock and writes nothing."""
        with self._run_of_program(dry_run=True) as run:
            return run.result(lambda: run.up(refresh=refresh))

    def destroy(self, *, dry_run: bool = False) -> Result:
        """Delete everything in the stack's state; the program is not run."""
        with self._locked() if not dry_run else contextlib.nullcontext(), self._run(dry_run=dry_run) as run:
            return run.result(run.destroy) if dry_run else self._remembered("destroy", run.result, run.destroy)

    def refresh(
        self, *, dry_run: bool = False, clear_pending_creates: bool = False, targets: Sequence[str] = ()
    ) -> Result:
        """Bring the state to what is really there; the program is not run.

        `clear_pending_creates` forgets interrupted creates of which nothing is known. `targets` are the only ones that
        are looked at, where there are any.
        """
        with self._locked() if not dry_run else contextlib.nullcontext(), self._run(dry_run=dry_run) as run:

            def work() -> None:
                run.refresh(targets, clear_pending_creates=clear_pending_creates)

            return run.result(work) if dry_run else self._remembered("refresh", run.result, work)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self.backend.lock(self.project.name, self.stack):
            self.backend.keep_backup(self.project.name, self.stack)
            yield

    def _remembered(self, kind: str, run: Callable[[Callable[[], None]], Result], work: Callable[[], None]) -> Result:
        """Run, and keep what came of it in the stack's history, as Pulumi's file backend does."""
        began = int(time.time())
        result = run(work)
        entry = {
            "kind": kind,
            "startTime": began,
            "message": "",
            "environment": {},
            "config": {},
            "version": 0,
            "result": "failed" if result.error else "succeeded",
            "endTime": int(time.time()),
            "resourceChanges": dict(result.counts),
        }
        try:
            self.backend.keep_run(self.project.name, self.stack, entry)
        except EngineError as failure:
            return replace(result, error="\n".join(filter(None, (result.error, str(failure)))))
        return result

    @contextlib.contextmanager
    def _run_of_program(self, *, dry_run: bool) -> Iterator["_Run"]:
        """A run that has a program, which loads its packages while the state is read and the providers start."""
        facts = RunFacts(
            project=self.project.name,
            stack=self.stack,
            config=self.configuration.values,
            secret_keys=self.configuration.secret_keys,
            dry_run=dry_run,
            parallel=self.parallel,
        )
        program = ProgramProcess(self.project.directory, self.environment, facts)
        packs: list[Pack] = []
        try:
            packs += [Pack(source, self.environment, facts) for source in self.packs]
            with self._run(dry_run=dry_run, packs=packs) as run:
                run.program = (facts, program)
                yield run
        finally:
            program.end()
            for pack in packs:
                pack.stop()

    @contextlib.contextmanager
    def _run(self, *, dry_run: bool, packs: Sequence[Pack] = ()) -> Iterator["_Run"]:
        snapshot = Snapshot.load(self.backend, self.project.name, self.stack, persist=not dry_run)
        sink = masking(self.sink, self.configuration.secret_texts)
        journals = self.backend.journals(self.project.name, self.stack)
        earlier = tuple(sorted(journals.glob("*.jsonl")))
        environment = _plugin_environment(self.environment, None if dry_run else journals)
        host = PluginHost(environment)
        packages = [package_of(state.type) for state in snapshot.old if is_provider_type(state.type)]
        for package in packages:
            if package != BUILT_IN_PACKAGE:
                host.start_ahead(package)
        slots = threading.Semaphore(self.parallel)
        operations = Operations(snapshot, ProviderRegistry(host, snapshot), sink, slots, dry_run)
        guard = Guard(packs, dry_run, stack_urn(self.stack, self.project.name))
        stepper = Stepper(operations, Claims(snapshot), guard)
        try:
            yield _Run(self, stepper, Unfinished(operations, earlier), sink)
        finally:
            host.stop()
            if not dry_run and not snapshot.interrupted:
                self.backend.remove_journals(self.project.name, self.stack)


@dataclass
class _Run:
    """The moving parts of one run."""

    deployment: Deployment
    stepper: Stepper
    unfinished: Unfinished
    sink: Sink
    program: tuple[RunFacts, ProgramProcess] | None = None
    registered: dict[str, Any] | None = None

    def result(self, work: Callable[[], None]) -> Result:
        """Do the work; whatever happens, what was done is on disk and told."""
        operations, errors = self.stepper.operations, self.stepper.problems
        before = outputs = self._outputs()
        try:
            work()
        except EngineError as failure:
            errors.append(str(failure))
        except KeyboardInterrupt:
            errors.append("interrupted; what was done is kept, and another run goes on from there")
        finally:
            try:
                outputs = self._finish(before, failed=bool(errors))
            except EngineError as failure:
                errors.append(str(failure))
        verdict = self._verdict(errors)
        text = masked("\n".join(errors), self.deployment.configuration.secret_texts)
        return Result(tuple(operations.changes), outputs, compare(before, outputs), text, verdict)

    def _verdict(self, errors: list[str]) -> Verdict:
        """What the packs said. One that could not be asked has its error in `errors` already."""
        try:
            verdict = self.stepper.guard.verdict()
        except EngineError as failure:
            if str(failure) not in "\n".join(errors):
                errors.append(str(failure))
            return Verdict()
        reason = blocked(verdict)
        if reason:
            errors.append(reason)
        return verdict

    def _finish(self, before: Mapping[str, Any], *, failed: bool) -> Mapping[str, Any]:
        """Complete the stack with its outputs, and wait until everything is on disk."""
        outputs = before
        if self.registered is not None:
            # After a failure nobody knows whether a missing output is one that is not exported any more.
            outputs = {**before, **self.registered} if failed else self.registered
            self.stepper.set_outputs(self._root(), outputs)
        self.stepper.operations.snapshot.flush()
        return outputs

    def up(self, *, refresh: bool) -> None:
        """Run the program, then delete what it no longer declares."""
        self._settle()
        if refresh:
            self._refresher().refresh()
        self._run_program()
        self._judge()
        if not blocked(self.stepper.guard.verdict()):
            self._removal().remove_undeclared()

    def _judge(self) -> None:
        """Let the packs see everything together, and the stack with the outputs that it is about to have."""
        root, outputs = self._root(), dict(self.registered or {})
        states = [
            state.with_changes(outputs=outputs) if state.urn == root else state for state in self.stepper.registered()
        ]
        self.stepper.guard.judge_stack(states, self.stepper.find)

    def destroy(self) -> None:
        """Delete everything."""
        self._settle()
        self._removal().remove_all()

    def refresh(self, targets: Sequence[str], *, clear_pending_creates: bool) -> None:
        """Read everything again, or the targets."""
        unfinished = replace(self.unfinished, alone=True)
        unknown = unfinished.settle()
        if clear_pending_creates:
            unfinished.forget(unknown)
        self._refresher(alone=True).look_again(targeted(self.stepper.operations.snapshot.old, targets))

    def _settle(self) -> None:
        unknown = self.unfinished.settle()
        if not self.stepper.operations.dry_run:
            refuse_unknown(unknown, self.deployment.stack)

    def _removal(self) -> Removal:
        return Removal(self.stepper, self.deployment.parallel)

    def _refresher(self, *, alone: bool = False) -> Refresher:
        return Refresher(self.stepper.operations, self.deployment.parallel, alone)

    def _outputs(self) -> Mapping[str, Any]:
        root = self.stepper.claims.before(self._root())
        return root.outputs if root else {}

    def _root(self) -> str:
        return stack_urn(self.deployment.stack, self.deployment.project.name)

    def _run_program(self) -> None:
        if self.program is None:
            msg = "this run has no program"
            raise EngineError(msg)
        (facts, program), target, latch = self.program, self.deployment, Latch()
        defaults = DefaultProviders(self.stepper, target.project.name, target.stack, facts.config)
        monitor = Monitor(facts, self.stepper, defaults, target.backend, self.sink, latch)
        engine = EngineService(self.sink)
        server, address = serve(monitor, engine)
        try:
            code = program.run(address, self.sink)
            monitor.wait_idle()
        except KeyboardInterrupt:
            latch.report(EngineError("the run was interrupted"))
            text = "interrupted: waiting for what has begun (interrupt again to give up on it)"
            self.sink(Diagnostic(Severity.WARNING, text))
            monitor.wait_idle()
            raise
        finally:
            server.stop(grace=None).wait()
        self.registered = monitor.outputs
        if latch.errors:
            raise EngineError("\n".join(dict.fromkeys(_told(error) for error in latch.errors)))
        if code or engine.errors:
            shown = " (see above)" if engine.errors or code == EXPLAINED else ""
            msg = f"the program ended with exit code {code}{shown}"
            raise EngineError(msg)


def _told(error: BaseException) -> str:
    return str(error) if isinstance(error, EngineError) else repr(error)


def _plugin_environment(environment: Mapping[str, str], journals: Path | None) -> dict[str, str]:
    path = os.pathsep.join([str(LAUNCHERS), environment.get("PATH", "")])
    given = {"STANDBY_PYTHON": sys.executable, **environment, "PATH": path}
    given.pop(FOLDER_VARIABLE, None)
    return {**given, FOLDER_VARIABLE: str(journals)} if journals is not None else given
