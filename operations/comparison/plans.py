"""What both stacks declare in each strategy: by a planner, side by side, or from previews that are at hand."""

import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from operations.comparison.document import Plans
from operations.errors import OperationError
from operations.inputs.text_file import text_of_file
from operations.planning.inventory import Declared, read_plan
from operations.planning.planner import document, plan
from settings import StackSettings, Strategy

PLANNER = f"{shlex.quote(sys.executable)} -m sandbox declared {{stack}}"
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The two stacks whose plans are wanted. `previews` are plans at hand, by STRATEGY:STACK."""

    stack: str
    settings: StackSettings
    folder: Path
    planner: str = PLANNER
    previews: Mapping[str, Path] = field(default_factory=dict)

    @property
    def planner_words(self) -> Sequence[str]:
        """The planner as a shell would take it apart. Raises OperationError."""
        try:
            words = shlex.split(self.planner)
        except ValueError as error:
            msg = f"--planner {self.planner} is no command ({error}); close what is quoted"
            raise OperationError(msg) from None
        if not words:
            msg = "--planner is empty; name a command that prints a plan, or leave it out"
            raise OperationError(msg)
        return words

    @property
    def rebuilt(self) -> StackSettings:
        """The settings once `full_size_region` has followed the writer: until then, no region is one region alone."""
        return self.settings.model_copy(update={"full_size_region": self.settings.writer})

    @property
    def regions(self) -> Mapping[str, str]:
        """Stack -> region."""
        return {self.stack: self.settings.region, self.settings.peer.stack: self.settings.peer.region}


def previews_of(entries: Sequence[str]) -> Mapping[str, Path]:
    """Read STRATEGY:STACK=FILE. Raises OperationError."""
    files = {}
    for entry in entries:
        key, found, name = entry.partition("=")
        if not found:
            msg = f"--plan {entry!r} is not STRATEGY:STACK=FILE"
            raise OperationError(msg)
        files[key] = Path(name)
    return files


def plans_of(pair: Pair, strategies: Sequence[Strategy], say: Say) -> Plans:
    """Plan both stacks in each strategy. Raises OperationError."""
    unused = pair.previews.keys() - {f"{strategy}:{name}" for strategy in Strategy for name in pair.regions}
    if unused:
        known = f"strategies are {', '.join(Strategy)}, stacks {', '.join(pair.regions)}"
        msg = f"--plan {', '.join(sorted(unused))}: {known}"
        raise OperationError(msg)
    # First: a file that is no plan must not be found out after minutes of planning.
    given = {key: document(text_of_file(path), origin=str(path)) for key, path in pair.previews.items()}
    wanted = [(strategy, name) for strategy in strategies for name in pair.regions]
    # Planners are processes: as many at once as there are processors to run them.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = pool.map(lambda each: _resources(pair, given, each[0], each[1], say), wanted)
        planned = dict(zip(wanted, found, strict=True))
    return {one: tuple(each for name in pair.regions for each in planned[one, name]) for one in strategies}


def _resources(
    pair: Pair, given: Mapping[str, Mapping[str, Any]], strategy: Strategy, name: str, say: Say
) -> tuple[Declared, ...]:
    key = f"{strategy}:{name}"
    read = given.get(key)
    if read is None:
        say(f"{name}: listing what it declares as {strategy}")
        full_size_region = pair.rebuilt.full_size_region
        read = plan(
            pair.planner_words, stack=name, strategy=strategy, full_size_region=full_size_region, folder=pair.folder
        )
    origin = str(pair.previews.get(key, f"the plan of {name} as {strategy}"))
    return read_plan(read, stack_region=pair.regions[name], origin=origin)
