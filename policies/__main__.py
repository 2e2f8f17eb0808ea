"""The pack: every rule of every family."""

from families import RULES
from framework.pack import serve

serve("standby", RULES)
