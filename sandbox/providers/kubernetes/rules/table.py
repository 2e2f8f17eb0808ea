"""Every rule together: what a preview says of a manifest that the API server may take and nobody can use. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.server import CheckFailure
from sandbox.providers.kubernetes.rules import amazon, flags, keda, kubernetes
from sandbox.providers.kubernetes.rules.rule import Rule

RULES: tuple[Rule, ...] = (*kubernetes.RULES, *keda.RULES, *amazon.RULES)
_SHAPES = (kubernetes.shape, keda.shape, amazon.shape, flags.shape)


def failures(manifest: Mapping[str, Any]) -> Iterator[CheckFailure]:
    """Everything that a controller would refuse, ignore or misread."""
    for rule in RULES:
        for place, reason in rule.failures(manifest):
            yield CheckFailure(place, reason)
    for shape in _SHAPES:
        for place, reason in shape(manifest):
            yield CheckFailure(place, reason)
