"""Makes the SDK's policies of rules."""

import gc
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    PolicyPack,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
)

from framework.guarding import ResourceGuard, StackGuard, Today
from framework.ledger import Ledger
from framework.rule import ResourceRule, StackRule

FRAMEWORK = "AWS Well-Architected, reliability pillar"


def today() -> date:
    """The day, everywhere the same."""
    return datetime.now(UTC).date()


# The server makes new objects of every resource for every rule, and all are in use at once: looking for garbage among
# them would take a third of the time.
_OBJECTS_BETWEEN_COLLECTIONS = 200_000


def serve(name: str, rules: Sequence[ResourceRule | StackRule]) -> None:
    """Answer an engine until it ends this process."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 100)
    PolicyPack(name, policies(rules))


def policies(rules: Iterable[ResourceRule | StackRule], clock: Today = today) -> list[Policy]:
    """Make the policies of one pack. They share a ledger, so the rules about rules come last."""
    ledger = Ledger()
    return [_policy(rule, ledger, clock) for rule in rules]


def _policy(rule: ResourceRule | StackRule, ledger: Ledger, clock: Today) -> Policy:
    about: dict[str, Any] = {
        "name": rule.id,
        "description": rule.title,
        "enforcement_level": EnforcementLevel.MANDATORY if rule.mandatory else EnforcementLevel.ADVISORY,
        "config_schema": PolicyConfigSchema(properties={key: dict(entry) for key, entry in rule.schema.items()}),
        "severity": Severity(rule.severity.value),
        "framework": PolicyComplianceFramework(name=FRAMEWORK, reference=", ".join(rule.references)),
        "tags": [rule.id.partition("-")[0], *rule.references],
        "remediation_steps": rule.instead,
    }
    if isinstance(rule, ResourceRule):
        return ResourceValidationPolicy(validate=ResourceGuard(rule, ledger, clock), **about)
    return StackValidationPolicy(validate=StackGuard(rule, ledger, clock), **about)
