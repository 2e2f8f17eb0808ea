"""The rules of the pack, by what their ids begin with."""

import disaster_recovery
import meta
import multi_az
import protection
import stateless_compute
from families import RULES

__all__ = ["FAMILIES", "RULES"]

FAMILIES = {
    "sc": stateless_compute.RULES,
    "az": multi_az.RULES,
    "dr": disaster_recovery.RULES,
    "pr": protection.RULES,
    "meta": meta.RULES,
}
