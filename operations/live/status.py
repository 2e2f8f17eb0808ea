"""Both regions at one moment, and where they differ from what the stack files say. Pure but for the looks."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from operations.live.clients import Clients
from operations.live.look import Fact, Look
from operations.live.outputs import Outputs
from settings import StackSettings


def status(pair: Sequence[tuple[StackSettings, Outputs]], clients: Clients) -> dict[str, Any]:
    """Look at both regions side by side."""
    with ThreadPoolExecutor(len(pair)) as pool:
        looks = list(pool.map(lambda each: Look(each[1], clients).facts(), pair))
    regions = {
        outputs.region: {
            "stack": outputs.stack,
            "posture": outputs.values["posture"],
            "outputs_as_of": outputs.as_of or None,
            "answers": any(not fact.unknown for fact in facts.values()),
            "facts": {name: fact.as_json() for name, fact in facts.items()},
        }
        for (_, outputs), facts in zip(pair, looks, strict=True)
    }
    return {"regions": regions, "drift": _drift(pair, looks)}


def _drift(pair: Sequence[tuple[StackSettings, Outputs]], looks: Sequence[Mapping[str, Fact]]) -> list[str]:
    """Where files, stacks and AWS do not say the same."""
    found = []
    writers = {fact.value for facts in looks if not (fact := facts["writer"]).unknown}
    for settings, outputs in pair:
        stack = outputs.stack
        if outputs.values["strategy"] != settings.strategy:
            found.append(
                f"Pulumi.{stack}.yaml says {settings.strategy}, and the stack was last brought up as "
                f"{outputs.values['strategy']}: run `pulumi up --stack {stack}`"
            )
        if writers and settings.writer not in writers:
            writer = ", ".join(sorted(str(each) for each in writers))
            found.append(
                f"Pulumi.{stack}.yaml says that {settings.writer} writes, and AWS says {writer}: write that as "
                "standby:writer into both files"
            )
    if len({settings.strategy for settings, _ in pair}) > 1:
        found.append("the two stack files name different strategies")
    return found
