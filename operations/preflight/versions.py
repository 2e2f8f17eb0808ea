"""Versions that come to an end, as settings/ends.py judges them."""

from collections.abc import Iterator

from operations.preflight.checking import Finding, attention, fine, wrong
from operations.preflight.place import Place
from settings.ends import ends


def versions(place: Place) -> Iterator[Finding]:
    """What has ended is wrong; what ends soon, or nobody has looked up, wants attention."""
    found = ends(place.today, place.settings)
    for each in found:
        key = f"standby:{each.key.replace('.', ':')}"
        told, _, todo = each.text.partition("; ")
        if each.refused:
            yield wrong(told, f"{key}: {todo}")
        elif each.warns:
            yield attention(told, f"{key}: {todo}")
    if not any(each.refused or each.warns for each in found):
        yield fine(f"{len(found)} versions are supported")
