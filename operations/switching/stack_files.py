"""The one line of a stack file that is the strategy, changed with everything around it left as it is."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from operations.errors import OperationError
from settings import Strategy

_LINE = re.compile(r"^(?P<before>\s*(?P<quote>['\"]?)standby:strategy(?P=quote):\s*)(?P<value>[^\s#]+)", re.MULTILINE)


def path_of(folder: Path, stack: str) -> Path:
    """Where a stack's settings stand."""
    return folder / f"Pulumi.{stack}.yaml"


def with_strategy(text: str, strategy: Strategy, *, origin: str) -> str:
    """Give a stack file another strategy. Raises OperationError where it does not have exactly one line for it."""
    found = _LINE.findall(text)
    if len(found) != 1:
        msg = f"{origin} has {len(found)} lines for standby:strategy; write exactly one, then switch"
        raise OperationError(msg)
    return _LINE.sub(lambda match: f"{match['before']}{strategy}", text)


def write_strategy(folder: Path, stacks: Sequence[str], strategy: Strategy) -> None:
    """Give every stack file the strategy; none of them where one cannot be changed. Raises OperationError, OSError."""
    made = []
    for path in (path_of(folder, stack) for stack in stacks):
        # As bytes: ends of lines stay what they are.
        text = with_strategy(path.read_bytes().decode(), strategy, origin=str(path))
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(text.encode())
        shutil.copymode(path, beside)
        made.append((beside, path))
    for beside, path in made:
        beside.replace(path)
