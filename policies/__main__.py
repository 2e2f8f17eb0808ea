"""The pack: every rule of every family, the rules about rules last."""

import disaster_recovery
import meta
import multi_az
import protection
import stateless_compute
from framework.pack import serve

serve(
    "standby",
    [*stateless_compute.RULES, *multi_az.RULES, *disaster_recovery.RULES, *protection.RULES, *meta.RULES],
)
