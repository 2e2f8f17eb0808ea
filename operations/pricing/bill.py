"""What a strategy costs a month, by pillar, and against one region alone. Pure."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from operations.planning.inventory import Declared
from operations.pricing.fixed_lines import fixed_quantities
from operations.pricing.lines import Line, Quantity, priced
from operations.pricing.price_list import PriceList
from operations.pricing.usage_lines import Served, served, usage_quantities
from operations.recovery.assumptions import Usage
from settings import StackSettings, Strategy


@dataclass(frozen=True)
class Bill:
    """Every line of a month."""

    lines: tuple[Line, ...]

    @property
    def fixed_usd(self) -> float:
        """What runs whatever the traffic."""
        return math.fsum(line.usd for line in self.lines if not line.quantity.usage)

    @property
    def usage_usd(self) -> float:
        """What the assumed traffic adds."""
        return math.fsum(line.usd for line in self.lines if line.quantity.usage)

    @property
    def total_usd(self) -> float:
        """Both."""
        return math.fsum(line.usd for line in self.lines)

    def pillars(self) -> Mapping[str, tuple[float, float]]:
        """Fixed and usage part of each pillar, the dearest first."""
        parts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for line in self.lines:
            parts[line.quantity.pillar][line.quantity.usage] += line.usd
        ranked = sorted(parts.items(), key=lambda item: (-sum(item[1]), item[0]))
        return {pillar: (fixed, usage) for pillar, (fixed, usage) in ranked}


@dataclass(frozen=True)
class Bills:
    """What both regions cost under a strategy, and what the one that writes would cost if it served everybody alone."""

    pair: Bill
    alone: Bill

    @property
    def ratio(self) -> float:
        """How many times one region."""
        return self.pair.total_usd / self.alone.total_usd


def bills(
    resources: Sequence[Declared],
    settings: StackSettings,
    strategy: Strategy,
    *,
    usage: Usage,
    book: PriceList,
    on: date,
    times: float = 1,
) -> Bills:
    """Price both stacks' resources and the traffic on a day. Raises OperationError for anything without a price."""
    where = served(settings, strategy)
    everything = replace(where, shares={where.writer: 1.0, where.other: 0.0})
    fixed = fixed_quantities(resources, hours=book.hours_per_month, on=on)

    def used(served_there: Served) -> tuple[Quantity, ...]:
        return usage_quantities(settings, usage, served_there, times=times)

    needed = (each for each in (*fixed, *used(everything)) if each.once or each.region == where.writer)
    own = (each for each in needed if not each.pair)
    return Bills(pair=Bill(priced((*fixed, *used(where)), book)), alone=Bill(priced(tuple(own), book)))
