"""Why a strategy's cost ratio is not the literature's: a sum over everything on the bill that is exact. Pure.

The literature's ratio says what share of the first region the second one would cost. Whatever costs a larger share of
itself lifts the ratio, whatever costs a smaller one lowers it; these differences add up to the whole difference.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from operations.pricing.bill import Bill, Bills
from operations.pricing.names import name_of
from operations.recovery.figures import dollars

_TOLD = 3
# Of the first region's bill: what is below is not worth a sentence.
_NOTABLE = 0.005
_ALIKE = 0.05


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing on the bill: what one region alone costs, what the pair costs on top, and how far that is off."""

    name: str
    usage: bool
    first_usd: float
    second_usd: float
    excess_usd: float

    @property
    def says(self) -> str:
        """In a clause."""
        if not self.first_usd:
            return f"{self.name} ({dollars(self.second_usd)} USD, which one region does not need)"
        share = self.second_usd / self.first_usd
        return f"{self.name} ({dollars(self.second_usd)} USD on top of {dollars(self.first_usd)}, {share:.0%})"


def parts_of(bills: Bills, literature: float) -> tuple[Part, ...]:
    """Everything on the bills, what lifts the ratio most first."""
    together, first = _sums(bills.pair), _sums(bills.alone)
    parts = []
    for key in together.keys() | first.keys():
        alone = first.get(key, 0.0)
        second = together.get(key, 0.0) - alone
        excess = second - (literature - 1) * alone
        parts.append(Part(name=key[0], usage=key[1], first_usd=alone, second_usd=second, excess_usd=excess))
    return tuple(sorted(parts, key=lambda part: (-part.excess_usd, part.name)))


def _sums(bill: Bill) -> Mapping[tuple[str, bool], float]:
    sums: dict[tuple[str, bool], float] = defaultdict(float)
    for line in bill.lines:
        sums[name_of(line.quantity.price), line.quantity.usage] += line.usd
    return sums


def explained(bills: Bills, literature: float) -> dict[str, Any]:
    """The difference in USD, the ratios of the fixed part and of usage by themselves, the parts, and what to say."""
    pair, alone, parts = bills.pair, bills.alone, parts_of(bills, literature)
    ratios = {
        "total": bills.ratio,
        "fixed": pair.fixed_usd / alone.fixed_usd,
        "usage": pair.usage_usd / alone.usage_usd,
    }
    return {
        "literature": literature,
        "ratios": ratios,
        "gap_usd": pair.total_usd - literature * alone.total_usd,
        "parts": [asdict(part) for part in parts],
        "says": _sentences(parts, literature, ratios, alone.total_usd),
    }


def _sentences(parts: Sequence[Part], literature: float, ratios: Mapping[str, float], alone_usd: float) -> list[str]:
    ratio = ratios["total"]
    gap = (ratio - literature) * alone_usd
    if abs(ratio - literature) < _ALIKE:
        sentences = [f"{ratio:.2f} x, as the literature says ({literature:.1f} x)."]
    else:
        way = "more" if gap > 0 else "less"
        sentences = [
            f"{ratio:.2f} x, not {literature:.1f} x: {dollars(abs(gap))} USD a month {way} than that would be."
        ]
    notable = [part for part in parts if abs(part.excess_usd) >= _NOTABLE * alone_usd]
    lift = [part.says for part in notable if part.excess_usd > 0 and not part.usage][:_TOLD]
    ease = [part.says for part in reversed(notable) if part.excess_usd < 0][:_TOLD]
    if lift:
        sentences.append(f"What shrinks least in the second region: {'; '.join(lift)}.")
    if ease:
        sentences.append(f"What costs less than its share there: {'; '.join(ease)}.")
    alike = "traffic is paid for once, wherever it is served; only copies of data are paid for twice"
    return [
        *sentences,
        f"Fixed parts by themselves are {ratios['fixed']:.2f} x, usage {ratios['usage']:.2f} x: {alike}.",
    ]
