"""Where the time of a preview goes, in seconds of a processor, which are less of an accident than others."""

import ast
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping

from benchmarks.measuring import processor_seconds
from benchmarks.place import Workbench
from sandbox.demo.engines import REPOSITORY
from sandbox.engine.deployment import LAUNCHERS

_PROVIDERS = {"aws": 2, "awsx": 1}
# `python -m sandbox`, which says at its end how long it itself was at work.
_COMMAND = """
import atexit, time
atexit.register(lambda: print(time.process_time()))
from sandbox.cli.app import app
app()
"""


def shares(place: Workbench, stack: str, rounds: int) -> Mapping[str, float]:
    """Part of a preview -> its seconds."""

    def typical(*command: str) -> float:
        return statistics.median(processor_seconds(lambda: _run(place, command)) for _ in range(rounds))

    interpreter = typical(sys.executable, "-c", "pass")
    sdk = typical(sys.executable, "-c", "import pulumi")
    imports = typical(sys.executable, "-c", f"import gc; gc.disable()\n{_imports()}\ngc.freeze()")
    with place.floor(stack) as address:
        program = statistics.median(processor_seconds(lambda: place.run_against(address, stack)) for _ in range(rounds))
    start = sum(
        count * statistics.median(processor_seconds(lambda: _start(place, package)) for _ in range(rounds))  # noqa: B023
        for package, count in _PROVIDERS.items()
    )
    runs = [_engine_and_whole(place, stack) for _ in range(rounds)]
    engine, whole = (statistics.median(column) for column in zip(*runs, strict=True))
    return {
        "program: the interpreter": interpreter,
        "program: importing Pulumi's SDK": sdk - interpreter,
        "program: importing components and pulumi_aws": imports - sdk,
        "program: declaring resources, SDK serialization": program - imports,
        "engine, with its imports and the key of the state": engine,
        "providers: starting three processes": start,
        "providers: calls": max(whole - program - engine - start, 0.0),
    }


def _engine_and_whole(place: Workbench, stack: str) -> tuple[float, float]:
    """Seconds of the engine's own process, and of that and everything that it starts."""
    said: list[str] = []
    whole = processor_seconds(lambda: said.append(_run(place, (sys.executable, "-c", _COMMAND, "preview", stack))))
    return float(said[0].split()[-1]), whole


def _imports() -> str:
    """The import statements of the program."""
    tree = ast.parse((REPOSITORY / "__main__.py").read_text())
    return "\n".join(ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))


def _run(place: Workbench, command: tuple[str, ...]) -> str:
    environment = {**os.environ, **place.environment, "PYTHONPATH": str(REPOSITORY)}
    finished = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=place.program, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return finished.stdout


def _start(place: Workbench, package: str) -> None:
    """Start a provider, wait for its port and end it."""
    process = subprocess.Popen(  # noqa: S603 - our own launcher
        [LAUNCHERS / f"pulumi-resource-{package}", "127.0.0.1:0"],
        env={**os.environ, **place.environment},
        stdout=subprocess.PIPE,
    )
    with process:
        if process.stdout is not None:
            process.stdout.readline()
        process.terminate()
