"""The three strategies side by side, as one document. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from operations.assumptions import Assumptions
from operations.comparison.explanation import explained
from operations.comparison.notches import notches
from operations.durations import DurationBook
from operations.ends import as_told
from operations.errors import OperationError
from operations.inventory import Declared
from operations.limits import bites
from operations.pricing.bill import Bill, Bills, bills
from operations.pricing.book import PriceBook, trust_in
from operations.recovery import Failover, RecoveryTime, recovery_points
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
    on: date
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse quotas that the book of durations does not know: they would be taken for AWS's own value."""
        unknown = sorted(self.given.applied_quotas.keys() - self.durations.quotas.keys())
        if unknown:
            known = ", ".join(sorted(self.durations.quotas))
            msg = f"the assumptions name {', '.join(unknown)}, which is no quota of the book; quotas are {known}"
            raise OperationError(msg)


def compare(settings: StackSettings, plans: Plans, ground: Ground) -> dict[str, Any]:
    """Cost, recovery and verdict of every strategy. Raises OperationError for anything without price or duration."""
    lines = [line for one in plans for line in _bills(plans, settings, one, ground).pair.lines]
    used = frozenset((line.quantity.price, line.quantity.region) for line in lines)
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
        "notches": notches(strategies, str(settings.strategy)),
        "ends": as_told(ground.on, settings),
        "prices": {"oldest": trust.oldest, "unseen": list(trust.unseen)},
        "assumptions": ground.given.model_dump(),
        "seed": ground.seed,
    }


def outlook(settings: StackSettings, plans: Plans, ground: Ground) -> dict[str, dict[str, Any]]:
    """Cost and recovery of the planned strategies at the traffic that is assumed. Raises OperationError."""
    return {
        str(one): {**_cost(_bills(plans, settings, one, ground), one), **_recovery(settings, one, ground)}
        for one in plans
    }


def _bills(plans: Plans, settings: StackSettings, strategy: Strategy, ground: Ground, times: float = 1) -> Bills:
    return bills(
        plans[strategy], settings, strategy, usage=ground.given.usage, book=ground.prices, on=ground.on, times=times
    )


def _cost(found: Bills, strategy: Strategy) -> dict[str, Any]:
    literature = PROMISES[strategy].cost_factor
    return {
        "monthly": _sums(found.pair),
        "alone": _sums(found.alone),
        "ratio": found.ratio,
        "literature_ratio": literature,
        "ratio_explained": explained(found, literature),
        "pillars": {pillar: {"fixed": parts[0], "usage": parts[1]} for pillar, parts in found.pair.pillars().items()},
    }


def _sums(bill: Bill) -> dict[str, float]:
    return {"fixed": bill.fixed_usd, "usage": bill.usage_usd, "total": bill.total_usd}


def _recovery(settings: StackSettings, strategy: Strategy, ground: Ground) -> dict[str, Any]:
    failover = _failover(settings, strategy, ground)
    serving, writing = failover.until_served(ground.seed), failover.until_written(ground.seed)
    points = recovery_points(ground.durations, settings)
    lost = max(point.worst for point in points if point.durable)
    return {
        "rto": {"serving": asdict(serving), "writing": asdict(writing)},
        "rpo": {"seconds": lost, "stores": [asdict(point) for point in points]},
        "verdict": _verdict(settings, serving, lost),
    }


def _failover(settings: StackSettings, strategy: Strategy, ground: Ground, times: float = 1) -> Failover:
    target = posture_of(strategy, is_writer=False)
    return Failover(book=ground.durations, settings=settings, given=ground.given, target=target, times=times)


def _verdict(settings: StackSettings, serving: RecoveryTime, lost: float) -> dict[str, Any]:
    objective, point = settings.objectives.rto.total_seconds(), settings.objectives.rpo.total_seconds()
    return {
        "p50": serving.p50 <= objective and lost <= point,
        "p95": serving.p95 <= objective and lost <= point,
        "within_rto": serving.within,
        "within_rpo": lost <= point,
    }


def _cheapest(strategies: Mapping[str, Any], level: str) -> str | None:
    able = [(one["monthly"]["total"], name) for name, one in strategies.items() if one["verdict"][level]]
    return min(able)[1] if able else None


def _at(plans: Plans, settings: StackSettings, strategy: Strategy, ground: Ground, times: float) -> dict[str, Any]:
    typical, worst = _failover(settings, strategy, ground, times).typical_and_worst()
    target = posture_of(strategy, is_writer=False)
    found = bites(ground.durations, settings, ground.given, target, times)
    return {
        "times": times,
        "requests_per_second": ground.given.usage.requests_per_second * times,
        "usd": _bills(plans, settings, strategy, ground, times).pair.total_usd,
        "rto_typical": typical,
        "rto_worst": worst,
        "bites": [{**asdict(limit), "says": limit.says} for limit in found],
    }
