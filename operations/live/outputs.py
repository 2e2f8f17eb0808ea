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
_TOLD_LINES = 4
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
    except subprocess.TimeoutExpired as error:
        msg = f"{engine} did not say the outputs of {stack} within {seconds:g} seconds"
        raise OperationError(msg) from error
    except OSError as error:
        msg = f"{engine} could not be asked for the outputs of {stack} ({error.strerror or error})"
        raise OperationError(msg) from error
    if done.returncode:
        # The engine knows why: a passphrase, a login, a stack, a cloud.
        said = done.stderr.strip().splitlines()[-_TOLD_LINES:] or [f"exit code {done.returncode}"]
        msg = f"{engine} does not say the outputs of {stack}: {' '.join(line.strip() for line in said)}"
        raise OperationError(msg)
    return _region_outputs(done.stdout, stack, engine)


def _region_outputs(text: str, stack: str, engine: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except ValueError as error:
        msg = f"what {engine} says of {stack} is no JSON ({error})"
        raise OperationError(msg) from error
    if not isinstance(values, dict) or "region" not in values:
        msg = f"the outputs of {stack} are not those of a region stack: there is no region among them"
        raise OperationError(msg)
    return values


def _kept(stack: str, kept: Path, error: OperationError) -> Outputs:
    try:
        document = json.loads(kept.read_text())
        return Outputs(stack=stack, values=document["outputs"], as_of=str(document["as_of"]))
    except (OSError, ValueError, KeyError, TypeError):
        msg = f"{error}, and {kept} holds none from before. Run `standby status` once while all is well"
        raise OperationError(msg) from None
