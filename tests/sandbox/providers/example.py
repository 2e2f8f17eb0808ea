"""What an example of a resource type says; `examples.py` has one for each type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A property that no look-up says, because AWS never learns of it: it changes what the provider itself does, and
# `test_behaviour` shows that.
BEHAVES = "changes what the provider does"


@dataclass(frozen=True, kw_only=True)
class Example:
    """How a type is declared, changed and tampered with."""

    inputs: Mapping[str, Any]
    # Further valid declarations, each as what differs; None takes a property out.
    also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # Changes in place, one after the other: property -> another value.
    changes: Mapping[str, Any] = field(default_factory=dict)
    # What no look-up says -> the request's parameter that carries it (`Operation.Parameter`), or BEHAVES.
    unread: Mapping[str, str] = field(default_factory=dict)
    # A change behind the provider's back: service, operation, parameters made of outputs, property that must show it.
    tampering: tuple[str, str, Mapping[str, Any], str] | None = None
    # AWS keeps something of it after it was deleted.
    remains: bool = False
