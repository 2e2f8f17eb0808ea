"""What a region is at the moment, as its stack says of itself: a standby may be smaller than a region that serves."""

from framework.config import Schema, Settings
from framework.graph import Stack

SERVING, WARM, PILOT = "serving", "warm", "pilot"
POSTURE: Schema = {
    "postureOutput": {
        "type": "string",
        "default": "posture",
        "description": "Stack output that says serving, warm or pilot. A stack without it serves.",
    }
}


def posture_of(stack: Stack, settings: Settings) -> str:
    """Whatever is not said, not known or not understood counts as serving, which is the strictest."""
    said = stack.output(settings.text("postureOutput"))
    return said if said in {WARM, PILOT} else SERVING
