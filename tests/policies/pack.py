"""The rules of the pack, by family, as `policies/__main__.py` puts them together."""

import meta
import multi_az
import stateless_compute

FAMILIES = {"sc": stateless_compute.RULES, "az": multi_az.RULES, "meta": meta.RULES}
RULES = [rule for rules in FAMILIES.values() for rule in rules]
