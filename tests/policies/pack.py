"""The rules of the pack, by family, as `policies/__main__.py` puts them together."""

import disaster_recovery
import meta
import multi_az
import protection
import stateless_compute

FAMILIES = {
    "sc": stateless_compute.RULES,
    "az": multi_az.RULES,
    "dr": disaster_recovery.RULES,
    "pr": protection.RULES,
    "meta": meta.RULES,
}
RULES = [rule for rules in FAMILIES.values() for rule in rules]
