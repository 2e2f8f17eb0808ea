"""One rule for each type of resource that the stacks declare, in a module for each service."""

from collections.abc import Mapping

from operations.readiness.rule import NothingToSee, Rule
from operations.readiness.rules import (
    alarms,
    buckets,
    caches,
    canaries,
    certificates,
    clusters,
    containers,
    databases,
    edge,
    endpoints,
    events,
    keys,
    kubernetes,
    load_balancers,
    logs,
    networks,
    queues,
    region_switch,
    registries,
    roles,
    routing,
    scaling,
    secrets,
    security_groups,
    tables,
    topics,
    web_acls,
)

MODULES = (
    alarms,
    buckets,
    caches,
    canaries,
    certificates,
    clusters,
    containers,
    databases,
    edge,
    web_acls,
    endpoints,
    events,
    security_groups,
    keys,
    kubernetes,
    load_balancers,
    logs,
    networks,
    queues,
    region_switch,
    registries,
    roles,
    routing,
    scaling,
    secrets,
    tables,
    topics,
)
RULES: Mapping[str, Rule | NothingToSee] = {rule.type: rule for module in MODULES for rule in module.RULES}
# The rights that looking needs, as IAM writes them.
READS: tuple[str, ...] = tuple(sorted({action for module in MODULES for action in module.READS}))
# What some pairs alone have, for which the others need no client.
_SELDOM = frozenset({"arc-region-switch", "eks", "synthetics"})
# As boto3 calls a service that IAM calls otherwise.
_OF_BOTO3 = {"elasticloadbalancing": "elbv2"}
# Whose clients the look at any pair needs.
SERVICES: tuple[str, ...] = tuple(
    sorted({_OF_BOTO3.get(name, name) for action in READS if (name := action.split(":")[0]) not in _SELDOM})
)
