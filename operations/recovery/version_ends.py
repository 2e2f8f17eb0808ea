"""What a configuration runs on and when it ends, as reports tell it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from settings import StackSettings
from settings.ends import ends

Told = Mapping[str, Any]


def as_told(on: date, settings: StackSettings) -> list[Told]:
    """Every version that the stack runs on, as a document tells it."""
    return [
        {
            "key": found.key,
            "product": found.stated.product,
            "version": found.stated.version,
            "standing": str(found.standing),
            "end": found.end.isoformat() if found.end else None,
            "warns": found.warns,
            "refused": found.refused,
            "says": found.text,
        }
        for found in ends(on, settings)
    ]


def worries(told: Iterable[Told]) -> list[Told]:
    """Those of them that somebody has to do something about."""
    return [one for one in told if one["warns"] or one["refused"]]
