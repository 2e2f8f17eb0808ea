"""The one line of a stack file that is the strategy, changed with everything around it left as it is."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from operations.errors import OperationError
from operations.inputs.stack_file import path_of
from pulumi_yaml import PulumiYamlError, Value, configuration_of, read
from pulumi_yaml.whole_file import bytes_of_file
from settings import Strategy
from settings.given import NAMESPACE

_KEY = f"{NAMESPACE}:strategy"
_LINE = re.compile(r"^(?P<before>\s*(?P<quote>['\"]?)standby:strategy(?P=quote):\s*)(?P<value>[^\s#]+)", re.MULTILINE)


def with_strategy(text: str, strategy: Strategy, *, origin: str) -> str:
    """Give a stack file another strategy, and nothing else. Raises OperationError where its line cannot be told."""
    found = _LINE.findall(text)
    if len(found) != 1:
        msg = f"{origin} has {len(found)} lines for standby:strategy; write exactly one, then switch"
        raise OperationError(msg)
    changed = _LINE.sub(lambda match: f"{match['before']}{strategy}", text)
    try:
        before, after = _configuration(text), _configuration(changed)
    except PulumiYamlError as error:
        msg = f"{origin}: {error}"
        raise OperationError(msg) from error
    if {**before, _KEY: str(strategy)} != after:
        msg = (
            f"{origin}: its line for {_KEY} is not what Pulumi reads as the strategy; write it under config: by itself"
        )
        raise OperationError(msg)
    return changed


def _configuration(text: str) -> dict[str, Value]:
    return configuration_of(read(text), NAMESPACE)


def write_strategy(folder: Path, stacks: Sequence[str], strategy: Strategy) -> None:
    """Give every stack file the strategy; none of them where one cannot be changed. Raises OperationError, OSError."""
    made = []
    for path in (path_of(folder, stack) for stack in stacks):
        # As bytes: ends of lines stay what they are.
        text = with_strategy(bytes_of_file(path).decode(), strategy, origin=str(path))
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(text.encode())
        shutil.copymode(path, beside)
        made.append((beside, path))
    for beside, path in made:
        beside.replace(path)
