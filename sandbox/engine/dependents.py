"""Which resources cannot outlive one that is deleted before its replacement exists."""

from sandbox.engine.claims import Claims
from sandbox.engine.plugins import Difference
from sandbox.engine.registry import ProviderRegistry
from sandbox.engine.resource import ResourceState
from sandbox.engine.urn import is_provider_type
from sandbox.protocol.paths import covers
from sandbox.protocol.values import UNKNOWN


def dependents_to_replace(
    root: ResourceState, claims: Claims, registry: ProviderRegistry
) -> list[tuple[ResourceState, tuple[str, ...]]]:
    """Old resources that have to be replaced with `root`, each with the properties that say so; the furthest first.

    A dependent is replaced where the loss of what it refers to would replace it: its provider is asked, with unknowns
    in place of what will change. One that the program has registered already does not depend on `root` any more.
    """
    found: list[tuple[ResourceState, tuple[str, ...]]] = []
    lost = {root.urn}
    for state in claims.snapshot.old:
        unaffected = not state.custom or state.external or state.delete or state.pending_replacement
        if unaffected or claims.is_continued(state):
            continue
        reasons = _reasons(state, lost, registry)
        if reasons is not None:
            lost.add(state.urn)
            found.insert(0, (state, reasons))
    return found


def _reasons(state: ResourceState, lost: set[str], registry: ProviderRegistry) -> tuple[str, ...] | None:
    if state.provider.rpartition("::")[0] in lost:
        return ("provider",)
    if state.deleted_with in lost:
        return ("deletedWith",)
    keys = {key for key, urns in state.property_dependencies.items() if not lost.isdisjoint(urns)} & set(state.inputs)
    if not keys:
        return None
    inputs = {key: UNKNOWN if key in keys else value for key, value in state.inputs.items()}
    if is_provider_type(state.type):
        difference = registry.diff_config(state.urn, state.inputs, inputs)
    else:
        difference = registry.plugin(state.provider).diff(
            state.urn,
            state.id,
            old_inputs=state.inputs,
            old_outputs=state.outputs,
            new=inputs,
            ignore_changes=state.ignore_changes,
        )
    return replace_reasons(difference, state.replace_on_changes) or None


def replace_reasons(difference: Difference, replace_on_changes: tuple[str, ...]) -> tuple[str, ...]:
    """Properties that force a replacement: as the provider says, and as the program asks for."""
    changed = (*difference.kinds, *difference.changed_keys)
    asked = (path for path in changed if any(covers(pattern, path) for pattern in replace_on_changes))
    return tuple(dict.fromkeys([*difference.replaces, *asked]))
