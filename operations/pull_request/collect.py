"""Make the plans of a pull request: the base is brought up, the present program is planned against it."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.cli.signals import ending_in_order
from operations.errors import OperationError
from operations.pull_request.checkout import lay_out_present, lay_out_revision
from operations.pull_request.engine import Sandbox, sandbox
from operations.pull_request.report import Planned

# Rules that look at both regions take the other one's state from a file.
_PAIRING_RULES = ("dr-aurora-global-member", "dr-dns-failover-pairs", "dr-keys-secrets-images-replicated")
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is to be planned. The first of `strategies` is one that comes up from nothing."""

    repository: Path
    base: str
    stacks: Sequence[str]
    strategies: Sequence[str]
    pack: Path


def plans_of(question: Question, say: Say) -> list[Planned]:
    """Plan every stack in every strategy, in one cloud that goes through them. Raises OperationError."""
    with ending_in_order(), tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        before = lay_out_revision(question.repository, question.base, directory / "base")
        after = lay_out_present(question.repository, directory / "head")
        planned: list[Planned] = []
        with sandbox(question.repository, directory / "cloud") as cloud:
            # The first one makes the registries; what it then finds in them it starts.
            _bring_up(cloud, before, question.stacks, question.strategies[0], say)
            for program in (before, after):
                cloud.push(program)
            for strategy in question.strategies:
                _bring_up(cloud, before, question.stacks, strategy, say)
                planned += _in_strategy(question, cloud, strategy, before, after, say)
        return planned


def _bring_up(cloud: Sandbox, program: Path, stacks: Sequence[str], strategy: str, say: Say) -> None:
    """Run the stacks in the order that is not refused: the program itself knows which one would do harm."""
    say(f"{strategy}: bringing up {' and '.join(stacks)} as they were")
    waiting, last = list(stacks), ""
    for _ in range(2 * len(stacks)):
        if not waiting:
            return
        stack = waiting.pop(0)
        try:
            cloud.up(program, stack, strategy)
        except OperationError as error:
            last = str(error)
            waiting.append(stack)
    if waiting:
        msg = f"the base could not be brought up as {strategy}, in no order: {last}"
        raise OperationError(msg)


def _in_strategy(
    question: Question, cloud: Sandbox, strategy: str, before: Path, after: Path, say: Say
) -> list[Planned]:
    states = {
        stack: cloud.export(before, stack, cloud.directory / f"{strategy}-{stack}.json") for stack in question.stacks
    }
    planned = []
    for stack in question.stacks:
        say(f"{strategy}: planning {stack}")
        packs = {question.pack: _told(cloud.directory, stack, states)}
        planned.append(Planned(strategy=strategy, stack=stack, document=_plan(cloud, after, stack, strategy, packs)))
    return planned


def _plan(cloud: Sandbox, program: Path, stack: str, strategy: str, packs: Mapping[Path, Path]) -> Mapping[str, Any]:
    try:
        return cloud.preview(program, stack, strategy, packs)
    except OperationError as error:
        return {"changes": [], "error": str(error)}


def _told(directory: Path, stack: str, states: Mapping[str, Path]) -> Path:
    """Settings of the pack for a stack: where the other one's state is."""
    (other,) = [state for name, state in states.items() if name != stack]
    file = directory / f"policies-{stack}.json"
    file.write_text(json.dumps({rule: {"peerState": str(other.absolute())} for rule in _PAIRING_RULES}))
    return file
