"""The three figures by which people choose: cost, recovery time, recovery point; and how they move. Pure."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_TWO_MINUTES = 120
_SECONDS_PER_MINUTE = 60
Figures = Mapping[str, float]


def span(seconds: float) -> str:
    """Seconds as people say them."""
    return f"{seconds:.0f} s" if abs(seconds) < _TWO_MINUTES else f"{seconds / _SECONDS_PER_MINUTE:.0f} min"


def dollars(usd: float) -> str:
    """An amount of USD."""
    return f"{usd:,.0f}"


def share(part: float) -> str:
    """A share in percent, rounded down: all but one of a thousand are not all."""
    return f"{math.floor(part * 100)}%"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One of them: its key in documents, what people call it, and how it is written."""

    key: str
    label: str
    write: Callable[[float], str]

    def difference(self, before: Figures, after: Figures) -> str:
        """Signed; empty where people would see none."""
        if self.write(before[self.key]) == self.write(after[self.key]):
            return ""
        moved = after[self.key] - before[self.key]
        return f"{'+' if moved > 0 else '-'}{self.write(abs(moved))}"

    def moved(self, before: Figures | None, after: Figures) -> str:
        """From, to and by how much; where nothing moves, only what it is."""
        new = self.write(after[self.key])
        difference = before and self.difference(before, after)
        return f"{self.write(before[self.key])} → {new} ({difference})" if before and difference else new


FIGURES = (
    Figure(key="usd_per_month", label="USD a month", write=dollars),
    Figure(key="rto_p95_seconds", label="RTO (p95)", write=span),
    Figure(key="rpo_seconds", label="RPO", write=span),
)


def figures_of(strategy: Mapping[str, Any]) -> dict[str, float]:
    """Take them out of a strategy of a comparison."""
    return {
        "usd_per_month": strategy["monthly"]["total"],
        "rto_p95_seconds": strategy["rto"]["serving"]["p95"],
        "rpo_seconds": strategy["rpo"]["seconds"],
    }
