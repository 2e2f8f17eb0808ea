"""Plans by running a planner as its own process: whatever knows the program, it is not imported here."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.inputs.json_text import read_object
from operations.inputs.stack_file import path_of
from operations.inputs.text_file import text_of_file
from operations.planning.processes import run

# Every strategy is planned, also those that the objectives refuse: to show by how much is what the comparison is for.
UNBOUNDED_OBJECTIVES = {"rto": "24h", "rpo": "24h"}
_LIMIT_SECONDS, _LINES = 300, 8


def plan(
    command: Sequence[str], *, stack: str, strategy: str, full_size_region: str, folder: Path
) -> Mapping[str, Any]:
    """Run `command` with `{stack}` filled in, and strategy and primary as overrides. Raises OperationError.

    The overrides go with a copy of the stack's file: `pulumi preview --config` writes them into the file that it reads.
    """
    overrides = {
        "strategy": strategy,
        "full_size_region": full_size_region,
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
            done = run(words, folder=folder, seconds=_LIMIT_SECONDS)
        except OperationError as error:
            msg = f"the planner could not be run ({error}); name another with --planner, or give --plan files"
            raise OperationError(msg) from error
    if done.code:
        msg = f"no plan of {stack} as {strategy}: the planner ended with {done.code}\n{done.tail(_LINES)}"
        raise OperationError(msg)
    return document(done.stdout, origin=f"the plan of {stack} as {strategy}")


def document(text: str, *, origin: str) -> Mapping[str, Any]:
    """Read one JSON document. Raises OperationError."""
    try:
        return read_object(text, origin=origin)
    except OperationError as error:
        msg = f"{error} with `steps` or `deployment`; write it with --json"
        raise OperationError(msg) from None
