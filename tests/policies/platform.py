"""The platform's own stacks, as Pulumi would show them to the pack."""

from copy import deepcopy
from functools import cache
from typing import Any

from framework.peer import STATE
from sandbox.protocol.values import Properties
from sandbox.recording import Recording
from tests.components.program import run
from tests.policies.bench import Declared
from tests.policies.exports import exported
from tests.policies.pack import RULES
from tests.stack_files import STACKS


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


def with_peer(stack: str, strategy: str = "warm-standby") -> dict[str, dict[str, Any]]:
    """The configuration that gives each rule about pairs the state of the other stack."""
    (other,) = set(STACKS) - {stack}
    return config_with(exported_once(other, strategy))


@cache
def exported_once(stack: str, strategy: str) -> str:
    """The state of a stack, as its export holds it."""
    return exported(*platform(stack, strategy, preview=False))


def config_with(state: str) -> dict[str, dict[str, Any]]:
    """The configuration that names an exported state."""
    return {rule.id: {STATE: state} for rule in RULES if STATE in rule.settings}
