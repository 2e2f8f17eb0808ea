"""The settings of a stack, read from its file without Pulumi, as Pulumi would read it."""

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from operations.errors import OperationError
from pulumi_yaml import PulumiYamlError
from settings import StackSettings
from settings.given import NAMESPACE
from settings.pair import pair_problems
from settings.problems import Problem, problems_of
from settings.stack_files import StackFile, path_of

__all__ = ["path_of", "refuse_itself", "settings_in_a_pair", "settings_of"]


def settings_of(folder: Path, stack: str) -> StackSettings:
    """Read `Pulumi.STACK.yaml` over Pulumi.yaml. Raises OperationError with everything that is wrong with them."""
    return _read(folder, stack)[1]


def settings_in_a_pair(folder: Path, stack: str, say: Callable[[str], None]) -> StackSettings:
    """Read a stack's settings as `settings_of`, and raise OperationError where the other stack's file differs.

    Where that file is not in the folder, `say` that nobody knows.
    """
    file, settings = _read(folder, stack)
    other = path_of(folder, settings.peer.stack)
    if not other.exists():
        say(f"{other.name} is not in the folder, so nothing says whether both stacks have the same settings")
        return settings
    problems = pair_problems(stack, settings, settings_of(folder, settings.peer.stack), there_file=other.name)
    if told := _told(file, problems):
        raise OperationError(told)
    return settings


def refuse_itself(stack: str, settings: StackSettings) -> None:
    """Raise OperationError for a stack whose file names itself as the other one of the pair."""
    if settings.peer.stack == stack:
        msg = f"Pulumi.{stack}.yaml: {NAMESPACE}:peer.stack is {stack} itself; write the name of the other stack"
        raise OperationError(msg)


def _read(folder: Path, stack: str) -> tuple[StackFile, StackSettings]:
    try:
        file = StackFile.read(folder, stack)
        given = file.given
    except FileNotFoundError as error:
        msg = f"there is no {error.filename}; name the stack's folder with --folder"
        raise OperationError(msg) from error
    except (OSError, PulumiYamlError) as error:
        msg = f"{path_of(folder, stack)} cannot be read as a stack's settings: {error}"
        raise OperationError(msg) from error
    try:
        return file, StackSettings.model_validate(given)
    except ValidationError as error:
        raise OperationError(_told(file, problems_of(StackSettings, error))) from None


def _told(file: StackFile, problems: Iterable[Problem]) -> str:
    """Problems in one line, those of a file behind its name."""
    placed = [(file.place(problem.key), problem) for problem in problems]
    return "; ".join(
        f"{path}: "
        + "; ".join(
            f"{'' if place.line is None else f'line {place.line}: '}{NAMESPACE}:{problem.key}: {problem.text}"
            for place, problem in several
        )
        for path, several in groupby(placed, key=lambda each: each[0].file)
    )
