"""Both stacks with a plan by which AWS runs a failover: made, left alone by a second `up`, and deleted with the rest.

It proves what the emulated AWS shows. Nothing executes the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.inventory import inventory
from tests.sandbox.operators import Operators
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Pair, Run
from tests.sandbox.sandboxes import start

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("region-switch")]


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that was seen, in this order."""

    ups: tuple[Run, ...]
    again: tuple[Run, ...]
    seen: dict[str, list[dict[str, Any]]]
    switched: tuple[Run, ...]
    destroyed: tuple[Run, ...]
    left: set[str]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole way, walked once."""
    directory: Path = tmp_path_factory.mktemp("region-switch")
    sandbox = start(directory)
    pair = Pair(sandbox, sandbox.program.directory)
    with sandbox.cloud:
        before = inventory(sandbox.clients)
        sandbox.program.write_shared("protection", "lifted")
        pair.edit(" managed: false\n", " managed: true\n")
        ups = tuple(pair.up(stack) for stack in STACKS)
        # Services wait at zero for their images.
        Operators(pair).push_images()
        for stack in STACKS:
            pair.must_up(stack)
        again = tuple(pair.up(stack) for stack in STACKS)
        seen = {
            region: sandbox.clients.of("arc-region-switch", region).list_plans_in_region()["plans"]
            for region in REGIONS.values()
        }
        pair.write("strategy", "pilot-light")
        switched = tuple(pair.up(stack) for stack in STACKS)
        destroyed = tuple(pair.destroy(stack) for stack in (PEER, HOME))
        yield Story(
            ups=ups,
            again=again,
            seen=seen,
            switched=switched,
            destroyed=destroyed,
            left=inventory(sandbox.clients) - before,
        )


def test_both_stacks_come_up_with_it(story: Story) -> None:
    assert [run.result.error for run in story.ups] == ["", ""]


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert [(run.result.effective, run.said.strip()) for run in story.again] == [((), "")] * 2


def test_one_plan_is_seen_in_both_regions(story: Story) -> None:
    assert [len(plans) for plans in story.seen.values()] == [1, 1]
    arns = {plan["arn"] for plans in story.seen.values() for plan in plans}
    assert len(arns) == 1


def test_another_strategy_changes_its_steps_in_place(story: Story) -> None:
    assert [run.result.error for run in story.switched] == ["", ""]
    assert story.switched[0].changed["region-switch"] == "update"


def test_it_goes_with_the_rest(story: Story) -> None:
    assert [run.result.error for run in story.destroyed] == ["", ""]
    assert story.left == set()
