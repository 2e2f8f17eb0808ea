"""What a region is, as its stack says of itself: a standby may be smaller than a region that serves.

A failover moves what runs. What a region was built with stays as it is, so a stack may say both.
"""

from framework.config import Schema, Settings
from framework.graph import STACK, Stack
from framework.reading import present

SERVING, WARM, PILOT = "serving", "warm", "pilot"
REGION_ROLE: Schema = {
    "regionRoleOutput": {
        "type": "string",
        "default": "region_role",
        "description": "Stack output that says serving, warm or pilot. A stack without it serves.",
    }
}
# For rules about what a failover does not move: gateways, instances, nodes.
PROVISIONED_AS: Schema = {
    **REGION_ROLE,
    "provisionedAsOutput": {
        "type": "string",
        "default": "provisioned_as",
        "description": "Stack output that says as what it was built, in the same words. A stack without it was built "
        "as what it is.",
    },
}


def region_role_of(stack: Stack, settings: Settings) -> str:
    """Whatever is not said, not known or not understood counts as serving, which is the strictest."""
    return _understood(stack.output(settings.text("regionRoleOutput")))


def provisioned_as(stack: Stack, settings: Settings) -> str:
    """As what the region was built, where the stack says it, else its region role; the strictest in the same cases."""
    key = settings.text("provisionedAsOutput")
    if not any(present(root.props, key) for root in stack.of(STACK)):
        return region_role_of(stack, settings)
    return _understood(stack.output(key))


def _understood(said: object) -> str:
    return said if isinstance(said, str) and said in {WARM, PILOT} else SERVING
