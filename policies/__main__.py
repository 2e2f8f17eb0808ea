"""The pack: every rule of every family, the rules about rules last."""

from pulumi_policy import PolicyPack

import meta
import multi_az
import stateless_compute
from framework.pack import policies

PolicyPack("standby", policies([*stateless_compute.RULES, *multi_az.RULES, *meta.RULES]))
