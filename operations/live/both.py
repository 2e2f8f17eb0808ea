"""Both stacks of a pair, asked for at once. What somebody does meanwhile costs no time."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from operations.inputs.stack_file import refuse_itself, settings_of
from settings import StackSettings

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Asked(Generic[Answer]):
    """Two stacks whose engine was asked. `settings` are at hand, by the name of the stack; its peer is the second."""

    settings: Mapping[str, StackSettings]
    answers: Mapping[str, "Future[Answer]"]

    def pair(self) -> tuple[tuple[StackSettings, Answer], tuple[StackSettings, Answer]]:
        """Each stack's settings and answer, once both are there. Raises what asking raises."""
        first, second = ((settings, self.answers[name].result()) for name, settings in self.settings.items())
        return first, second


@contextmanager
def both(stack: str, folder: Path, ask: Callable[[str], Answer]) -> Iterator[Asked[Answer]]:
    """Ask for a stack and its peer, each by its name. Raises OperationError where a file cannot be read.

    An engine whose state does not answer is waited for, once for both.
    """
    settings = settings_of(folder, stack)
    refuse_itself(stack, settings)
    named = {stack: settings, settings.peer.stack: settings_of(folder, settings.peer.stack)}
    with ThreadPoolExecutor(len(named)) as pool:
        yield Asked(settings=named, answers={name: pool.submit(ask, name) for name in named})
