"""The three strategies side by side, as one document. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from operations.comparison.explanation import explained
from operations.comparison.trade_offs import trade_offs
from operations.errors import OperationError
from operations.planning.inventory import Declared
from operations.pricing.bill import Bill, Bills, bills
from operations.pricing.price_list import PriceList, trust_in
from operations.recovery.assumptions import Assumptions
from operations.recovery.durations import DurationBook
from operations.recovery.limits import exceeded
from operations.recovery.model import Failover, RecoveryTime, recovery_points
from operations.recovery.version_ends import as_told
from settings import StackSettings, Strategy
from settings.strategy import STRATEGY_TARGETS, region_role_of

TRAFFIC = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
Plans = Mapping[Strategy, Sequence[Declared]]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What the figures stand on."""

    prices: PriceList
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


def compare(settings: StackSettings, plans: Plans, basis: Basis) -> dict[str, Any]:
    """Cost, recovery and verdict of every strategy. Raises OperationError for anything without price or duration."""
    lines = [line for one in plans for line in _bills(plans, settings, one, basis).pair.lines]
    used = frozenset((line.quantity.price, line.quantity.region) for line in lines)
    strategies = estimate(settings, plans, basis)
    for one in plans:
        strategies[one]["traffic"] = [_at(plans, settings, one, basis, times) for times in TRAFFIC]
    trust = trust_in(basis.prices, used)
    return {
        "currency": basis.prices.currency,
        "configured": str(settings.strategy),
        "objectives": {
            "rto_seconds": settings.objectives.rto.total_seconds(),
            "rpo_seconds": settings.objectives.rpo.total_seconds(),
        },
        "strategies": strategies,
        "cheapest": {level: _cheapest(strategies, level) for level in ("p95", "p50")},
        "trade_offs": trade_offs(strategies, str(settings.strategy)),
        "ends": as_told(basis.on, settings),
        "prices": {"oldest": trust.oldest, "unseen": list(trust.unseen)},
        "assumptions": basis.given.model_dump(),
        "seed": basis.seed,
    }


def estimate(settings: StackSettings, plans: Plans, basis: Basis) -> dict[str, dict[str, Any]]:
    """Cost and recovery of the planned strategies at the traffic that is assumed. Raises OperationError."""
    return {
        str(one): {**_cost(_bills(plans, settings, one, basis), one), **_recovery(settings, one, basis)}
        for one in plans
    }


def _bills(plans: Plans, settings: StackSettings, strategy: Strategy, basis: Basis, times: float = 1) -> Bills:
    return bills(
        plans[strategy], settings, strategy, usage=basis.given.usage, book=basis.prices, on=basis.on, times=times
    )


def _cost(found: Bills, strategy: Strategy) -> dict[str, Any]:
    literature = STRATEGY_TARGETS[strategy].cost_factor
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


def _recovery(settings: StackSettings, strategy: Strategy, basis: Basis) -> dict[str, Any]:
    failover = _failover(settings, strategy, basis)
    serving, writing = failover.until_served(basis.seed), failover.until_written(basis.seed)
    points = recovery_points(basis.durations, settings)
    lost = max(point.worst for point in points if point.durable)
    return {
        "rto": {"serving": asdict(serving), "writing": asdict(writing)},
        "rpo": {"seconds": lost, "stores": [asdict(point) for point in points]},
        "verdict": _verdict(settings, serving, lost),
    }


def _failover(settings: StackSettings, strategy: Strategy, basis: Basis, times: float = 1) -> Failover:
    target = region_role_of(strategy, is_writer=False)
    return Failover(book=basis.durations, settings=settings, given=basis.given, target=target, times=times)


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


def _at(plans: Plans, settings: StackSettings, strategy: Strategy, basis: Basis, times: float) -> dict[str, Any]:
    typical, worst = _failover(settings, strategy, basis, times).typical_and_worst()
    target = region_role_of(strategy, is_writer=False)
    found = exceeded(basis.durations, settings, basis.given, target, times)
    return {
        "times": times,
        "requests_per_second": basis.given.usage.requests_per_second * times,
        "usd": _bills(plans, settings, strategy, basis, times).pair.total_usd,
        "rto_typical": typical,
        "rto_worst": worst,
        "exceeded_limits": [{**asdict(limit), "says": limit.says} for limit in found],
    }
