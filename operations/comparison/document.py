"""The three strategies side by side, as one document. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from operations.assumptions import Assumptions
from operations.durations import DurationBook
from operations.inventory import Declared
from operations.pricing.bill import Bill, bill
from operations.pricing.book import PriceBook, trust_in
from operations.recovery import RecoveryTime, bites, both_clocks, recovery_points
from settings import StackSettings, Strategy
from settings.strategy import PROMISES, posture_of

TRAFFIC = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
Plans = Mapping[Strategy, Sequence[Declared]]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the figures stand on."""

    prices: PriceBook
    durations: DurationBook
    given: Assumptions
    seed: int = 1


def compare(settings: StackSettings, plans: Plans, ground: Ground) -> dict[str, Any]:
    """Cost, recovery and verdict of every strategy. Raises OperationError for anything without price or duration."""
    bills = {one: _bill(plans, settings, one, ground) for one in plans}
    used = frozenset((line.quantity.price, line.quantity.region) for one in bills.values() for line in one.lines)
    strategies = outlook(settings, plans, ground)
    for one in plans:
        strategies[one]["traffic"] = [_at(plans, settings, one, ground, times) for times in TRAFFIC]
    trust = trust_in(ground.prices, used)
    return {
        "currency": ground.prices.currency,
        "configured": str(settings.strategy),
        "objectives": {
            "rto_seconds": settings.objectives.rto.total_seconds(),
            "rpo_seconds": settings.objectives.rpo.total_seconds(),
        },
        "strategies": strategies,
        "cheapest": {level: _cheapest(strategies, level) for level in ("p95", "p50")},
        "notches": _notches(strategies),
        "prices": {"oldest": trust.oldest, "unseen": list(trust.unseen)},
        "assumptions": ground.given.model_dump(),
        "seed": ground.seed,
    }


def outlook(settings: StackSettings, plans: Plans, ground: Ground) -> dict[str, dict[str, Any]]:
    """Cost and recovery of the planned strategies at the traffic that is assumed. Raises OperationError."""
    return {
        str(one): {**_cost(_bill(plans, settings, one, ground), one), **_recovery(settings, one, ground)}
        for one in plans
    }


def _bill(plans: Plans, settings: StackSettings, strategy: Strategy, ground: Ground, times: float = 1) -> Bill:
    return bill(plans[strategy], settings, strategy, usage=ground.given.usage, book=ground.prices, times=times)


def _cost(one: Bill, strategy: Strategy) -> dict[str, Any]:
    alone = one.alone()
    return {
        "monthly": {"fixed": one.fixed_usd, "usage": one.usage_usd, "total": one.total_usd},
        "alone": {"fixed": alone.fixed_usd, "usage": alone.usage_usd, "total": alone.total_usd},
        "ratio": one.total_usd / alone.total_usd,
        "fixed_ratio": one.fixed_usd / alone.fixed_usd,
        "literature_ratio": PROMISES[strategy].cost_factor,
        "pillars": {pillar: {"fixed": parts[0], "usage": parts[1]} for pillar, parts in one.pillars().items()},
    }


def _recovery(settings: StackSettings, strategy: Strategy, ground: Ground) -> dict[str, Any]:
    target = posture_of(strategy, is_writer=False)
    serving, writing = both_clocks(ground.durations, settings, ground.given, target, times=1, seed=ground.seed)
    points = recovery_points(ground.durations, settings)
    lost = max(point.worst for point in points if point.durable)
    return {
        "rto": {"serving": asdict(serving), "writing": asdict(writing)},
        "rpo": {"seconds": lost, "stores": [asdict(point) for point in points]},
        "verdict": _verdict(settings, serving, lost),
    }


def _verdict(settings: StackSettings, serving: RecoveryTime, lost: float) -> dict[str, bool]:
    objective, point = settings.objectives.rto.total_seconds(), settings.objectives.rpo.total_seconds()
    return {"p50": serving.p50 <= objective and lost <= point, "p95": serving.p95 <= objective and lost <= point}


def _cheapest(strategies: Mapping[str, Any], level: str) -> str | None:
    able = [(one["monthly"]["total"], name) for name, one in strategies.items() if one["verdict"][level]]
    return min(able)[1] if able else None


def _notches(strategies: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the next dearer strategy costs more, and how much sooner clients are served."""
    ranked = sorted(strategies, key=lambda name: float(strategies[name]["monthly"]["total"]))
    return [
        {
            "from": less,
            "to": more,
            "usd": strategies[more]["monthly"]["total"] - strategies[less]["monthly"]["total"],
            "seconds_sooner": strategies[less]["rto"]["serving"]["p50"] - strategies[more]["rto"]["serving"]["p50"],
        }
        for less, more in pairwise(ranked)
    ]


def _at(plans: Plans, settings: StackSettings, strategy: Strategy, ground: Ground, times: float) -> dict[str, Any]:
    target = posture_of(strategy, is_writer=False)
    serving, _ = both_clocks(ground.durations, settings, ground.given, target, times=times, seed=ground.seed)
    return {
        "times": times,
        "usd": _bill(plans, settings, strategy, ground, times).total_usd,
        "rto_typical": serving.typical,
        "bites": list(bites(ground.durations, settings, ground.given, times)),
    }
