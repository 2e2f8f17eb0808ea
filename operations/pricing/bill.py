"""What a strategy costs a month, by pillar, and against one region alone. Pure."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from operations.assumptions import Usage
from operations.inventory import Declared
from operations.pricing.book import PriceBook
from operations.pricing.fixed_lines import fixed_quantities
from operations.pricing.lines import Line, priced
from operations.pricing.usage_lines import served, usage_quantities
from settings import StackSettings, Strategy


@dataclass(frozen=True)
class Bill:
    """Every line of both regions under one strategy."""

    lines: tuple[Line, ...]
    writer: str

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

    def alone(self) -> "Bill":
        """The region that writes, without what only a second region makes necessary."""
        own = (line for line in self.lines if line.quantity.region == self.writer and not line.quantity.pair)
        return Bill(tuple(own), self.writer)


def bill(
    resources: Sequence[Declared],
    settings: StackSettings,
    strategy: Strategy,
    *,
    usage: Usage,
    book: PriceBook,
    times: float = 1,
) -> Bill:
    """Price the resources of both stacks and the traffic. Raises OperationError for anything without a price."""
    where = served(settings, strategy)
    quantities = fixed_quantities(resources, hours=book.hours_per_month)
    quantities += usage_quantities(settings, usage, where, times=times)
    return Bill(priced(quantities, book), where.writer)
