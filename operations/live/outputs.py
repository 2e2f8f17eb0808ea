"""Where everything of a stack is: its outputs, asked of the engine, and kept for the day when it does not answer."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from operations.errors import OperationError

CACHE = Path(".standby")
# A state that stands in a region that is gone does not answer: who knows the outputs from before asks less long.
_SECONDS, _SECONDS_WITH_A_COPY = 20, 8
_ENGINES = {
    "sandbox": (sys.executable, "-m", "sandbox", "output", "{stack}", "--json"),
    "pulumi": ("pulumi", "--non-interactive", "stack", "output", "--stack", "{stack}", "--json"),
}


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """A stack's outputs. `as_of` is when they were read, where they come from the cache; empty where they are fresh."""

    stack: str
    values: dict[str, Any]
    as_of: str = ""

    @property
    def region(self) -> str:
        """The stack's region."""
        return str(self.values["region"])


def outputs_of(stack: str, folder: Path, engine: str) -> Outputs:
    """Ask the engine, else the cache beside the stack files. Raises OperationError where neither knows."""
    kept = folder / CACHE / f"outputs-{stack}.json"
    try:
        values = _asked(stack, folder, engine, _SECONDS_WITH_A_COPY if kept.exists() else _SECONDS)
    except OperationError as error:
        return _kept(stack, kept, error)
    kept.parent.mkdir(exist_ok=True)
    read = datetime.now(UTC).isoformat(timespec="seconds")
    kept.write_text(json.dumps({"as_of": read, "outputs": values}, indent=1))
    return Outputs(stack=stack, values=values)


def engine_named(name: str | None) -> str:
    """The engine to ask for outputs: the one named, else the CLI where it is on PATH."""
    return name or ("pulumi" if shutil.which("pulumi") else "sandbox")


def _asked(stack: str, folder: Path, engine: str, seconds: float) -> dict[str, Any]:
    if engine not in _ENGINES:
        msg = f"{engine} is no engine; write one of {', '.join(_ENGINES)}"
        raise OperationError(msg)
    words = [word.replace("{stack}", stack) for word in _ENGINES[engine]]
    try:
        done = subprocess.run(  # noqa: S603 - the engine's own command
            words, cwd=folder, capture_output=True, text=True, check=False, timeout=seconds, env=dict(os.environ)
        )
        values: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        msg = f"the outputs of {stack} could not be read by {engine} ({type(error).__name__})"
        raise OperationError(msg) from error
    if done.returncode or "region" not in values:
        msg = f"the outputs of {stack} are not those of a region stack: {done.stderr.strip()[-200:] or 'no region'}"
        raise OperationError(msg)
    return values


def _kept(stack: str, kept: Path, error: OperationError) -> Outputs:
    try:
        document = json.loads(kept.read_text())
        return Outputs(stack=stack, values=document["outputs"], as_of=str(document["as_of"]))
    except (OSError, ValueError, KeyError, TypeError):
        msg = f"{error}, and {kept} holds none from before. Run `standby status` once while all is well"
        raise OperationError(msg) from None
