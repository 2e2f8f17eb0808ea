"""One rule for each type of resource that the stacks declare, in a module for each service."""

from collections.abc import Mapping

from operations.readiness.rule import NothingToSee, Rule
from operations.readiness.rules import (
    alarms,
    buckets,
    canaries,
    certificates,
    edge,
    edge_firewalls,
    endpoints,
    firewalls,
    keys,
    load_balancers,
    logs,
    networks,
    queues,
    region_switch,
    roles,
    routing,
)

_MODULES = (
    alarms,
    buckets,
    canaries,
    certificates,
    edge,
    edge_firewalls,
    endpoints,
    firewalls,
    keys,
    load_balancers,
    logs,
    networks,
    queues,
    region_switch,
    roles,
    routing,
)
RULES: Mapping[str, Rule | NothingToSee] = {rule.type: rule for module in _MODULES for rule in module.RULES}
