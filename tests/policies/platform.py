"""The platform's own stacks, as Pulumi would show them to the pack."""

from copy import deepcopy
from typing import Any

from sandbox.protocol.values import Properties
from sandbox.recording import Recording
from tests.components.program import run
from tests.policies.bench import Declared

_STACK = "pulumi:pulumi:Stack"


def platform(stack: str, strategy: str = "warm-standby", *, preview: bool = True) -> list[Declared]:
    """Everything that a stack declares. A preview of a stack that was never up knows no id."""
    return declared(run(stack, strategy=strategy, preview=preview))


def declared(recording: Recording) -> list[Declared]:
    """Make the pack's view of a recording. Each call makes one of its own, so that a test may break it."""
    made: dict[str, Declared] = {}
    regions = {each.urn: each.plain for each in recording.resources if each.type.startswith("pulumi:providers:")}
    for each in recording.resources:
        made[each.urn] = Declared(
            each.type,
            each.name,
            _editable(each.plain),
            provider=regions.get(each.provider),
            protect=each.protect,
            own_urn=each.urn,
            stack=each.urn.split("::")[0].rpartition(":")[2],
        )
    for each in recording.resources:
        resource = made[each.urn]
        resource.parent = made.get(each.parent)
        resource.refs = {key: [made[urn] for urn in urns if urn in made] for key, urns in each.sources.items()}
        outputs = recording.states[each.urn] if each.custom else recording.outputs.get(each.urn, {})
        resource.outputs = _editable(outputs)
    return list(made.values())


def _editable(values: Properties) -> dict[str, Any]:
    return deepcopy(dict(values))
