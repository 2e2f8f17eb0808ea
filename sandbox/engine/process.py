"""The user's program as a process of its own: how it is started, and what becomes of what it prints."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from sandbox.engine.backend import ORGANIZATION
from sandbox.engine.events import Diagnostic, Severity, Sink
from sandbox.engine.facts import RunFacts

REPOSITORY = Path(__file__).resolve().parents[2]


class ProgramProcess:
    """A program that loads Pulumi's SDK while the engine gets ready, and begins when told where the monitor is."""

    def __init__(self, directory: Path, environment: Mapping[str, str], facts: RunFacts) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command(facts),
            cwd=directory,
            env={
                **environment,
                "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, [environment.get("PYTHONPATH")])]),
                "PULUMI_CONFIG": json.dumps(dict(facts.config)),
                "PULUMI_CONFIG_SECRET_KEYS": json.dumps(facts.secret_keys),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def run(self, address: str, sink: Sink) -> int:
        """Let it run against the monitor at `address`; returns its exit code."""
        process = self._process
        try:
            if process.stdin is not None:
                # One that has ended already has said why.
                with contextlib.suppress(BrokenPipeError), process.stdin:
                    process.stdin.write(f"{address}\n")
            if process.stdout is not None:
                _forward(process.stdout, sink)
            return process.wait()
        finally:
            self.end()

    def end(self) -> None:
        """End it, whatever it is at; nothing happens to one that has ended."""
        process = self._process
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def run_program(directory: Path, environment: Mapping[str, str], facts: RunFacts, address: str, sink: Sink) -> int:
    """Run the program in `directory` against the monitor at `address`; returns its exit code."""
    return ProgramProcess(directory, environment, facts).run(address, sink)


def command(facts: RunFacts) -> list[str]:
    """What runs the program: the same interpreter, as Pulumi's language host would."""
    given = {
        "project": facts.project,
        "stack": facts.stack,
        "organization": ORGANIZATION,
        "program": ".",
        "parallel": str(facts.parallel),
    }
    argv = [sys.executable, "-u", "-m", "sandbox.engine.program"]
    for name, value in given.items():
        argv += [f"--{name}", value]
    return [*argv, "--dry-run"] if facts.dry_run else argv


def _forward(stream: IO[str], sink: Sink) -> None:
    with stream:
        for line in stream:
            if line.strip():
                sink(Diagnostic(Severity.INFO, line.rstrip("\n")))
