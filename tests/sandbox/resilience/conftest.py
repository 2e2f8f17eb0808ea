"""One story in one cloud: everything comes up, is changed and goes down, and each run of it is killed or disturbed.

Each chapter is a fixture that goes on from the one before, and hands on what was seen. `STANDBY_KILLS=50` tells the
story again with other seeds, until there are at least so many kills.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from sandbox.demo.engines import EngineError
from tests.sandbox.inventory import inventory
from tests.sandbox.resilience.commands import Command
from tests.sandbox.resilience.traces import call_count, calls, pending_in, resources_in, shape, unclaimed
from tests.sandbox.sandboxes import Sandbox, start

HOME, PEER = "prod-east", "dr-west"
STACKS = (HOME, PEER)
# How often each run of the story is killed, and how many calls it makes where it is left alone, or a few less.
UP, SWITCH, DESTROY = (3, 540), (2, 90), (1, 200)
_IN_A_STORY = UP[0] + SWITCH[0] + 2 * DESTROY[0]
SEEDS = range(-(-int(os.environ.get("STANDBY_KILLS", _IN_A_STORY)) // _IN_A_STORY))
# The share of calls that each of these strikes. A hang ends long before the provider's time-out.
FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 400, "probability": 0.03},
    {"status": 500, "probability": 0.03},
    {"status": 503, "probability": 0.03},
    {"connection": "refuse", "probability": 0.03},
    {"delay_seconds": 0.3, "probability": 0.03},
)
# This one outlasts every retry. A load balancer needs the network, which comes first.
LASTING: dict[str, Any] = {"service": "elasticloadbalancing", "action": "CreateLoadBalancer", "status": 503}


class Story:
    """A cloud, and the runs in it."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self.sandbox, self.draw = sandbox, random.Random(seed)  # noqa: S311 - not for secrets
        self.at_first = inventory(sandbox.clients)
        self.kills = 0

    def kill(self, plan: tuple[int, int], *arguments: str) -> None:
        """Run a command again and again, killed at drawn instants, and at last to its end."""
        times, length = plan
        instants = sorted(self.draw.sample(range(1, length * 4 // 5), times))
        for before, instant in zip([0, *instants], instants, strict=False):
            answered = partial(self._answered, call_count(self.sandbox) + instant - before)
            command = Command.start(self.sandbox, *arguments)
            assert command.wait_until(answered), command.end()
            command.kill(providers=self.draw.random() < 1 / 2)
            self.kills += 1
        self.sandbox.engine.run(*arguments)

    def _answered(self, number: int) -> bool:
        return call_count(self.sandbox) >= number

    def look(self, *stacks: str) -> "Chapter":
        """See what there is; what a preview of these would do."""
        there, resources = inventory(self.sandbox.clients) - self.at_first, resources_in(self.sandbox, *STACKS)
        plans = {stack: dict(self.sandbox.engine.preview(stack).counts) for stack in stacks}
        return Chapter(self, self.kills, shape(there), unclaimed(there, resources), resources, plans)


@dataclass(frozen=True)
class Chapter:
    """What was seen at its end."""

    story: Story
    kills: int
    """Until then."""
    there: Counter[str]
    """What the cloud has and did not have at first."""
    unclaimed: Counter[str]
    """The part of that which no state names."""
    resources: list[dict[str, Any]]
    plans: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Disturbed:
    """A run that faults struck, and that another one wanted to join."""

    story: Story
    holder: int
    refusal: str
    """What the other one was told."""
    said: str
    """What the run itself said, which failed at last."""
    calls: list[dict[str, Any]]
    pending: list[str]


@pytest.fixture(scope="session", params=SEEDS)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The beginning: nothing is there."""
    sandbox = start(tmp_path_factory.mktemp("story"))
    with sandbox.cloud:
        yield Story(sandbox, request.param)


@pytest.fixture(scope="session")
def home_up(story: Story) -> Story:
    """The home stack comes up through kills."""
    story.kill(UP, "up", HOME, "--yes")
    return story


@pytest.fixture(scope="session")
def disturbed(home_up: Story) -> Disturbed:
    """The peer's first run hangs, and meanwhile there is a second one; then faults strike the first."""
    sandbox, begin = home_up.sandbox, call_count(home_up.sandbox)
    _strike(home_up, {"service": "ec2", "action": "CreateVpc", "connection": "hang"})
    first = Command.start(sandbox, "up", PEER, "--yes")
    first.wait_until(lambda: any(call["action"] == "CreateVpc" for call in calls(sandbox)[begin:]))
    with pytest.raises(EngineError) as refused:
        sandbox.engine.up(PEER)
    sandbox.cloud.ask("DELETE", "/_sandbox/faults")
    for fault in (LASTING, *FAULTS):
        _strike(home_up, fault)
    said = first.end()
    sandbox.cloud.ask("DELETE", "/_sandbox/faults")
    assert first.process.returncode, said
    return Disturbed(
        home_up, first.process.pid, str(refused.value), said, calls(sandbox)[begin:], pending_in(sandbox, PEER)
    )


@pytest.fixture(scope="session")
def both_resumed(disturbed: Disturbed) -> Chapter:
    """The peer comes up where nothing disturbs it any more."""
    disturbed.story.sandbox.engine.up(PEER)
    return disturbed.story.look(*STACKS)


@pytest.fixture(scope="session")
def switched(both_resumed: Chapter) -> Chapter:
    """The peer changes its strategy, and its protection is lifted, through kills."""
    story = both_resumed.story
    story.sandbox.program.write_setting("strategy", "active-active")
    story.sandbox.program.write_shared("protection", "lifted")
    story.kill(SWITCH, "up", PEER, "--yes")
    return story.look(PEER)


@pytest.fixture(scope="session")
def destroyed(switched: Chapter) -> Chapter:
    """The home stack follows, and both are taken down through kills."""
    story = switched.story
    story.sandbox.engine.up(HOME)
    for stack in (PEER, HOME):
        story.kill(DESTROY, "destroy", stack, "--yes")
    return story.look()


def _strike(story: Story, fault: dict[str, Any]) -> None:
    story.sandbox.cloud.ask("POST", "/_sandbox/faults", fault)
