"""What readiness says of a pair that nobody changed by hand: nothing."""

from functools import cache

import pytest

from operations.live.clients import Clients, clients
from operations.live.stack_state import StateResource, state_in
from operations.readiness.look import look
from operations.readiness.rule import Target
from sandbox.engine.project import Project
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Pair

TARGETS = tuple(
    Target(region=REGIONS[stack], peer_region=REGIONS[peer], stack=stack)
    for stack, peer in ((HOME, PEER), (PEER, HOME))
)
# The machine may be busy: how long a look takes is asked elsewhere.
WITHIN_SECONDS = 300.0


def resources_of(pair: Pair) -> tuple[StateResource, ...]:
    """What both stacks declare."""
    project = Project.load(pair.program).name
    states = [state_in(pair._backend.read(project, stack) or {}, stack) for stack in STACKS]
    return tuple(each for state in states for each in state.resources)


def problems(pair: Pair) -> list[str]:
    """All that either region is not ready for, stopping or not. Asks as the account's administrator."""
    resources = resources_of(pair)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pair.sandbox.cloud.environment("us-east-1").items():
            patch.setenv(name, value)
        asked = _clients_of(pair.sandbox.cloud.endpoint)
        found = [look(target, resources, asked, within=WITHIN_SECONDS) for target in TARGETS]
    return [
        f"{each.region}: {problem.resource.type} {problem.resource.name} {problem.seen}"
        for each in found
        for problem in (*each.problems, *each.unseen)
    ]


@cache
def _clients_of(endpoint: str) -> Clients:
    """Made once for each cloud: what the library has to read for each is much."""
    assert endpoint
    return clients()
