"""What a region is, as its stack says of itself: a standby may be smaller than a region that serves.

A failover moves what runs. What a region was built with stays as it is, so a stack may say both.
"""

from framework.config import Schema, Settings
from framework.graph import STACK, Stack
from framework.reading import present

SERVING, WARM, PILOT = "serving", "warm", "pilot"
POSTURE: Schema = {
    "postureOutput": {
        "type": "string",
        "default": "posture",
        "description": "Stack output that says serving, warm or pilot. A stack without it serves.",
    }
}
# For rules about what a failover does not move: gateways, instances, nodes.
BUILT_AS: Schema = {
    **POSTURE,
    "builtAsOutput": {
        "type": "string",
        "default": "built_as",
        "description": "Stack output that says as what it was built, in the same words. A stack without it was built "
        "as what it is.",
    },
}


def posture_of(stack: Stack, settings: Settings) -> str:
    """Whatever is not said, not known or not understood counts as serving, which is the strictest."""
    return _understood(stack.output(settings.text("postureOutput")))


def built_as(stack: Stack, settings: Settings) -> str:
    """As what the region was built, where the stack says it, else its posture; the strictest in the same cases."""
    key = settings.text("builtAsOutput")
    if not any(present(root.props, key) for root in stack.of(STACK)):
        return posture_of(stack, settings)
    return _understood(stack.output(key))


def _understood(said: object) -> str:
    return said if isinstance(said, str) and said in {WARM, PILOT} else SERVING
