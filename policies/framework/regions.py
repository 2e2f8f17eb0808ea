"""Which region a resource stands in, and which two regions a stack is about."""

from collections import Counter

from framework.config import Schema, Settings
from framework.graph import STACK, Resource, Stack
from framework.reading import text

_TEXT = {"type": "string"}
REGION: Schema = {
    "region": {**_TEXT, "default": "", "description": "Region of the stack, where it has no output that says so."},
    "regionOutput": {**_TEXT, "default": "region", "description": "Stack output that says the stack's region."},
}
PEER_REGION: Schema = {
    "peerRegion": {**_TEXT, "default": "", "description": "The other region, where no stack output says so."},
    "peerRegionOutput": {**_TEXT, "default": "peer_region", "description": "Stack output that says the other region."},
}


def region_of(resource: Resource) -> str:
    """The resource's own region, or its provider's; empty where neither says. Raises UnknownValueError."""
    return text(resource.props, "region") or (text(resource.provider.props, "region") if resource.provider else "")


def stack_region(stack: Stack, settings: Settings) -> str:
    """The region that was said, or else the one in which most of the stack stands."""
    said = settings.text("region") or _output(stack, settings.text("regionOutput"))
    if said:
        return said
    found = Counter(region for each in stack.of("aws:") if (region := region_of(each)))
    return max(found, key=lambda region: (found[region], region), default="")


def peer_region(stack: Stack, settings: Settings) -> str:
    """The other region; empty where nobody says, and then any other than the stack's own will do."""
    return settings.text("peerRegion") or _output(stack, settings.text("peerRegionOutput"))


def _output(stack: Stack, key: str) -> str:
    """A region that is said and not known yet is not the same as none."""
    return next((said for root in stack.of(STACK) if (said := text(root.props, key))), "")


def reaches(regions: set[str], wanted: str) -> bool:
    """Whether a copy stands where it is wanted."""
    return wanted in regions if wanted else bool(regions)
