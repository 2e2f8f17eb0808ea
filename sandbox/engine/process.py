"""The user's program as a process of its own: how it is started, and what becomes of what it prints."""

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


def run_program(directory: Path, environment: Mapping[str, str], facts: RunFacts, address: str, sink: Sink) -> int:
    """Run the program in `directory` against the monitor at `address`; returns its exit code."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        command(facts, address),
        cwd=directory,
        env={
            **environment,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, [environment.get("PYTHONPATH")])]),
            "PULUMI_CONFIG": json.dumps(dict(facts.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(facts.secret_keys),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        if process.stdout is not None:
            _forward(process.stdout, sink)
        return process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise


def command(facts: RunFacts, address: str) -> list[str]:
    """What runs the program: the same interpreter, as Pulumi's language host would."""
    given = {
        "monitor": address,
        "engine": address,
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
