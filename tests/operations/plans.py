"""Both stacks in every strategy, as the program declares them under the recorder."""

from collections.abc import Mapping
from functools import cache

from operations.planning.inventory import Declared
from sandbox.protocol.values import Properties
from sandbox.recording import Recording
from settings import Strategy
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER

_REGIONS = {HOME: EAST, PEER: WEST}


@cache
def plans(runtime: str = "ecs") -> Mapping[Strategy, tuple[Declared, ...]]:
    """What the stack files as they stand declare, with all workloads on one runtime."""
    return {
        strategy: _declared({stack: run(stack, strategy=strategy, runtime=runtime) for stack in _REGIONS})
        for strategy in Strategy
    }


def plan_with(changes: Properties) -> tuple[Declared, ...]:
    """What the stack files declare with other values at their top."""
    home = start(HOME, changes, home={})
    return _declared({HOME: home, PEER: start(PEER, changes, home=home.exported)})


def _declared(recordings: Mapping[str, Recording]) -> tuple[Declared, ...]:
    return tuple(
        Declared(
            type=one.type,
            name=one.name,
            region=one.region or _REGIONS[stack],
            stack_region=_REGIONS[stack],
            inputs=one.plain,
        )
        for stack, recording in recordings.items()
        for one in recording.resources
        if one.custom and not one.type.startswith("pulumi:")
    )
