"""What the next dearer strategy buys, and what the next cheaper one saves. Pure."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from operations.recovery.figures import dollars, share, span

_SECONDS_PER_MINUTE = 60


def trade_offs(strategies: Mapping[str, Any], configured: str) -> list[dict[str, Any]]:
    """One step up between neighbours by cost; `relative` says where the configured strategy stands in it."""
    ranked = sorted(strategies, key=lambda name: float(strategies[name]["monthly"]["total"]))
    return [_notch(strategies, less, more, configured) for less, more in pairwise(ranked)]


def _notch(strategies: Mapping[str, Any], less: str, more: str, configured: str) -> dict[str, Any]:
    low, high = strategies[less], strategies[more]
    usd = high["monthly"]["total"] - low["monthly"]["total"]
    sooner = low["rto"]["serving"]["p50"] - high["rto"]["serving"]["p50"]
    relative = "more" if configured == less else "less" if configured == more else None
    return {
        "from": less,
        "to": more,
        "relative": relative,
        "usd": usd,
        "seconds_sooner": sooner,
        "p95_seconds_sooner": low["rto"]["serving"]["p95"] - high["rto"]["serving"]["p95"],
        "rpo_seconds_less": low["rpo"]["seconds"] - high["rpo"]["seconds"],
        "usd_per_minute_sooner": usd / (sooner / _SECONDS_PER_MINUTE) if sooner > 0 else None,
        "says": _says(low, high, (less, more), relative),
    }


def _says(low: Mapping[str, Any], high: Mapping[str, Any], names: tuple[str, str], relative: str | None) -> str:
    less, more = names
    usd = dollars(abs(high["monthly"]["total"] - low["monthly"]["total"]))
    if relative == "less":
        begins = f"One step down, {less} instead of {more}, saves {usd} USD a month"
        before, after = high, low
    else:
        step = "One step up" if relative else "Another step up"
        begins = f"{step}, {more} instead of {less}, costs {usd} USD a month more"
        before, after = low, high
    return f"{begins}. {_served(before, after)} {_lost(before, after)} {_held(before, after)}"


def _served(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = before["rto"]["serving"], after["rto"]["serving"]
    if span(old["p50"]) == span(new["p50"]) and span(old["p95"]) == span(new["p95"]):
        return f"Clients are served again just as soon ({span(new['p50'])}, at worst {span(new['p95'])})."
    moved = new["p50"] - old["p50"]
    how = f"{span(abs(moved))} {'later' if moved > 0 else 'sooner'}"
    return (
        f"Clients are typically served again {how}: after {span(new['p50'])} instead of {span(old['p50'])}, and in 95 "
        f"of 100 failovers within {span(new['p95'])} instead of {span(old['p95'])}."
    )


def _lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = before["rpo"]["seconds"], after["rpo"]["seconds"]
    if old == new:
        return f"No less and no more may be lost ({span(new)}), because every strategy copies data in the same way."
    return f"Up to {span(new)} of accepted work may be lost instead of {span(old)}."


def _held(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = share(before["verdict"]["within_rto"]), share(after["verdict"]["within_rto"])
    says = f"The recovery time objective is then held in {new} of simulated failovers"
    return f"{says}." if old == new else f"{says} instead of {old}."
