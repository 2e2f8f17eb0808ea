"""Plans by running a planner as its own process: whatever knows the program, it is not imported here."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.stack_file import path_of
from operations.text_file import text_of_file

# Every strategy is planned, also those that the objectives refuse: to show by how much is what the comparison is for.
UNBOUNDED_OBJECTIVES = {"rto": "24h", "rpo": "24h"}
_LIMIT_SECONDS = 300


def plan(command: Sequence[str], *, stack: str, strategy: str, primary: str, folder: Path) -> Mapping[str, Any]:
    """Run `command` with `{stack}` filled in, and strategy and primary as overrides. Raises OperationError.

    The overrides go with a copy of the stack's file: `pulumi preview --config` writes them into the file that it reads.
    """
    overrides = {
        "strategy": strategy,
        "primary": primary,
        **{f"objectives.{key}": value for key, value in UNBOUNDED_OBJECTIVES.items()},
    }
    words = [word.replace("{stack}", stack) for word in command]
    words += [word for key, value in overrides.items() for word in ("--config", f"standby:{key}={value}")]
    with tempfile.TemporaryDirectory() as beside:
        copy = path_of(Path(beside), stack)
        copy.write_text(text_of_file(path_of(folder, stack)))
        # Without --config-path the CLI takes the dot for a part of the key.
        words += ["--config-path", "--config-file", str(copy)]
        try:
            done = subprocess.run(  # noqa: S603 - the command is the operator's own
                words, cwd=folder, capture_output=True, text=True, check=False, timeout=_LIMIT_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            msg = f"the planner could not be run ({error}); name another with --planner, or give --plan files"
            raise OperationError(msg) from error
    if done.returncode:
        tail = "\n".join(done.stderr.strip().splitlines()[-8:])
        msg = f"no plan of {stack} as {strategy}: the planner ended with {done.returncode}\n{tail}"
        raise OperationError(msg)
    return document(done.stdout, origin=f"the plan of {stack} as {strategy}")


def document(text: str, *, origin: str) -> Mapping[str, Any]:
    """Read one JSON document. Raises OperationError."""
    try:
        read = json.loads(text, object_pairs_hook=_each_once)
    except RecursionError:
        msg = f"{origin} is nested deeper than any engine writes; write it with --json"
        raise OperationError(msg) from None
    except ValueError as error:
        msg = f"{origin} is not JSON ({error}); write it with --json"
        raise OperationError(msg) from error
    if not isinstance(read, dict):
        msg = f"{origin} is a {type(read).__name__}, not one document with `steps` or `deployment`"
        raise OperationError(msg)
    return read


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    # Of a key that is there twice, json keeps the last one: the other half of the document would not be judged.
    read = dict(pairs)
    if len(read) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        msg = f"the key {twice} is there twice"
        raise ValueError(msg)
    return read
