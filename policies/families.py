"""The families of rules, in the order in which they are shown. The rules about rules come last."""

import disaster_recovery
import meta
import multi_az
import protection
import stateless_compute

FAMILIES = (stateless_compute, multi_az, disaster_recovery, protection, meta)
RULES = tuple(rule for family in FAMILIES for rule in family.RULES)
