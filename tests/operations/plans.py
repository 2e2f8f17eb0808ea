"""Both stacks in every strategy, as the program declares them under the recorder."""

from collections.abc import Mapping
from functools import cache

from operations.inventory import Declared
from settings import Strategy
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER

_REGIONS = {HOME: EAST, PEER: WEST}


@cache
def plans(runtime: str = "ecs") -> Mapping[Strategy, tuple[Declared, ...]]:
    """What the stack files as they stand declare, with all workloads on one runtime."""
    return {
        strategy: tuple(
            Declared(type=one.type, name=one.name, region=one.region or region, stack_region=region, inputs=one.plain)
            for stack, region in _REGIONS.items()
            for one in run(stack, strategy=strategy, runtime=runtime).resources
            if one.custom and not one.type.startswith("pulumi:")
        )
        for strategy in Strategy
    }
