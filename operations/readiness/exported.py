"""What the stack of the region that takes over exports, as its state says."""

from collections.abc import Mapping
from typing import Any

from operations.readiness.asking import Ask

_STACK = "pulumi:pulumi:Stack"


def exported(ask: Ask) -> Mapping[str, Any]:
    """The outputs; nothing where the state holds no such stack."""
    stacks = [each.outputs for each in ask.declared if each.type == _STACK]
    return next((each for each in stacks if each.get("region") == ask.region), {})
