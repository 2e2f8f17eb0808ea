"""The platform's own stacks, as Pulumi would show them to the pack."""

from copy import deepcopy
from functools import cache
from typing import Any

from framework.peer import STATE
from sandbox.protocol.values import Properties
from sandbox.recording import Recording
from tests.components.program import run
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.exports import exported
from tests.policies.pack import RULES
from tests.stack_files import STACKS

# The properties that rules look at, by type.
_READ: dict[str, set[str]] = {}
for _rule in RULES:
    for _token, _paths in _rule.reads.items():
        _READ.setdefault(_token, set()).update(path.partition(".")[0] for path in _paths)


def platform(
    stack: str, strategy: str = "warm-standby", *, preview: bool = True, runtime: str = "ecs"
) -> list[Declared]:
    """Everything that a stack declares. A preview of a stack that was never up knows no id."""
    return declared(run(stack, strategy=strategy, preview=preview, runtime=runtime), preview=preview)


def declared(recording: Recording, *, preview: bool) -> list[Declared]:
    """Make the pack's view of a recording. Each call makes one of its own, so that a test may break it.

    At a preview a provider says of many properties that nobody wrote that they are not known. Here it says so of all.
    """
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
        left_open = dict.fromkeys(_READ.get(each.type, ()), UNKNOWN) if preview and each.custom else {}
        resource.outputs = left_open | _editable(outputs)
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
