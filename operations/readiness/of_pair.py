"""The readiness of regions of a pair, each to take over from the other one."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from operations.errors import OperationError
from operations.live.clients import Clients
from operations.live.stack_state import StackState, StateResource
from operations.readiness.asking import Answers
from operations.readiness.look import Readiness, look
from operations.readiness.rule import Target


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the states of both stacks declare. `as_of` is when it was read, by region, where a state did not answer."""

    resources: tuple[StateResource, ...]
    stack_of_region: Mapping[str, str]
    as_of: Mapping[str, str]

    def target(self, region: str) -> Target:
        """A region as the one that takes over. Raises OperationError for none of the pair's."""
        if region not in self.stack_of_region:
            msg = f"{region} is none of this pair's regions; write one of {', '.join(self.stack_of_region)}"
            raise OperationError(msg)
        (peer,) = self.stack_of_region.keys() - {region}
        return Target(region=region, peer_region=peer, stack=self.stack_of_region[region])


def declared_by(states: Sequence[StackState]) -> Declared:
    """Put both stacks together: each declares something in the other's region."""
    return Declared(
        resources=tuple(each for state in states for each in state.resources),
        stack_of_region={state.outputs.region: state.outputs.stack for state in states},
        as_of={state.outputs.region: state.as_of for state in states if state.as_of},
    )


def readiness_of(declared: Declared, regions: Sequence[str], clients: Clients) -> dict[str, Readiness]:
    """Look at these regions side by side. Raises OperationError for none of the pair's, or a type without a rule."""
    targets, shared = [declared.target(region) for region in regions], Answers()
    with ThreadPoolExecutor(len(targets)) as pool:
        found = pool.map(lambda target: look(target, declared.resources, clients, shared=shared), targets)
        return dict(zip(regions, found, strict=True))
