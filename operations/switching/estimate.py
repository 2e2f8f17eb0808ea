"""What a switch does to cost, recovery time and recovery point: the two strategies as `standby compare` sees them."""

from dataclasses import dataclass
from typing import Any

from operations.comparison.document import Basis, estimate
from operations.comparison.plans import Pair, Say, plans_of
from operations.errors import OperationError
from operations.pricing.price_list import read_price_list
from operations.recovery.assumptions import Assumptions
from operations.recovery.durations import read_durations
from operations.recovery.figures import FIGURES, Figures, figures_of
from operations.recovery.version_ends import as_told, worries
from settings import Strategy
from settings.today import today


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The figures of both strategies."""

    before: Figures
    after: Figures
    ends: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        difference = {each.key: self.after[each.key] - self.before[each.key] for each in FIGURES}
        return {
            "before": self.before,
            "after": self.after,
            "difference": difference,
            "ends": list(self.ends),
            "problem": None,
        }

    def lines(self) -> list[str]:
        """As people read it."""
        moved = [f"{each.label:<12} {each.moved(self.before, self.after)}" for each in FIGURES]
        ends = [f"warning: {each}" for each in self.ends]
        return [
            *moved,
            *ends,
            "at list prices and assumed usage; `standby compare` shows both, and what makes each figure",
        ]


@dataclass(frozen=True, kw_only=True)
class NoEstimate:
    """Why nobody knows the figures. The plan stands without them."""

    problem: str

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {"before": None, "after": None, "difference": None, "problem": self.problem}

    def lines(self) -> list[str]:
        """As people read it."""
        return [f"cost, RTO and RPO are not known: {self.problem}"]


def estimate_of(pair: Pair, after: Strategy, given: Assumptions, say: Say) -> Estimate | NoEstimate:
    """Estimate the strategy of the stack files and the other one from what the program declares in each of them."""
    before = pair.settings.strategy
    try:
        basis = Basis(prices=read_price_list(), durations=read_durations(), given=given, on=today())
        plans = plans_of(pair, tuple(dict.fromkeys((before, after))), say)
        found = estimate(pair.rebuilt, plans, basis)
    except OperationError as error:
        return NoEstimate(problem=str(error))
    ends = tuple(f"{each['key']}: {each['says']}" for each in worries(as_told(basis.on, pair.settings)))
    return Estimate(before=figures_of(found[before]), after=figures_of(found[after]), ends=ends)
