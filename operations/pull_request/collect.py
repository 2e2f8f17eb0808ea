"""Make the plans of a pull request: the base is brought up, the present program is planned against it."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.pull_request.checkout import lay_out_present, lay_out_revision
from operations.pull_request.engine import Sandbox, sandbox
from operations.pull_request.report import Planned

# Rules that look at both regions take the other one's state from a file.
_PAIRING_RULES = ("dr-aurora-global-member", "dr-dns-failover-pairs", "dr-keys-secrets-images-replicated")
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is to be planned. `stacks` in the order in which they are brought up, the home stack first."""

    repository: Path
    base: str
    stacks: Sequence[str]
    strategies: Sequence[str]
    pack: Path


def plans_of(question: Question, say: Say) -> list[Planned]:
    """Plan every stack in every strategy, each strategy in a cloud of its own. Raises OperationError."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        before = lay_out_revision(question.repository, question.base, directory / "base")
        after = lay_out_present(question.repository, directory / "head")
        return [
            planned
            for strategy in question.strategies
            for planned in _in_strategy(question, strategy, before, after, directory / f"cloud-{strategy}", say)
        ]


def _in_strategy(
    question: Question, strategy: str, before: Path, after: Path, directory: Path, say: Say
) -> list[Planned]:
    with sandbox(question.repository, directory) as cloud:
        for stack in question.stacks:
            say(f"{strategy}: bringing up {stack} as it was")
            cloud.up(before, stack, strategy)
        states = {stack: cloud.export(before, stack, directory / f"{stack}.json") for stack in question.stacks}
        planned = []
        for stack in question.stacks:
            say(f"{strategy}: planning {stack}")
            packs = {question.pack: _told(directory, stack, states)}
            planned.append(
                Planned(strategy=strategy, stack=stack, document=_plan(cloud, after, stack, strategy, packs))
            )
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
