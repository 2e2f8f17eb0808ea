"""Comparing properties: which of them changed, as people see it."""

from collections.abc import Mapping

from sandbox.engine.events import PropertyChange
from sandbox.engine.paths import value_at
from sandbox.engine.plugins import Difference
from sandbox.protocol.values import Properties, Value, mask, reveal


def changed_properties(old: Properties, new: Properties, difference: Difference) -> dict[str, PropertyChange]:
    """What to show of a change: the provider's own paths where it gave any, else a comparison."""
    if difference.kinds:
        return {
            path: PropertyChange(kind, value_at(old, path), value_at(new, path))
            for path, kind in sorted(difference.kinds.items())
        }
    return compare(old, new)


def compare(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, PropertyChange]:
    """Compare top-level properties."""
    changes = {}
    for key in sorted({*old, *new}):
        if key not in old:
            changes[key] = PropertyChange("add", None, mask(new[key]))
        elif key not in new:
            changes[key] = PropertyChange("delete", mask(old[key]), None)
        elif reveal(old[key]) != reveal(new[key]):
            changes[key] = PropertyChange("update", mask(old[key]), mask(new[key]))
    return changes
