"""The rules of the pack, by family, as `policies/__main__.py` puts them together."""

import meta
import stateless_compute

FAMILIES = {"sc": stateless_compute.RULES, "meta": meta.RULES}
RULES = [rule for rules in FAMILIES.values() for rule in rules]
