"""The comparison on a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from operations.figures import span


def verdict(one: Mapping[str, Any]) -> str:
    """Whether the strategy holds the objectives."""
    held = one["verdict"]
    return "holds" if held["p95"] else "holds in half of the cases" if held["p50"] else "does not hold"


def show(document: Mapping[str, Any], console: Console) -> None:
    """Print one column per strategy, the pillars, and what one notch buys."""
    strategies = document["strategies"]
    table = Table("a month, USD", *strategies, title="What each strategy costs and holds")

    def row(label: str, cell: Any) -> None:  # noqa: ANN401 - a function of one strategy
        table.add_row(label, *(cell(one) for one in strategies.values()))

    row("fixed", lambda one: f"{one['monthly']['fixed']:,.0f}")
    row("usage", lambda one: f"{one['monthly']['usage']:,.0f}")
    row("together", lambda one: f"{one['monthly']['total']:,.0f}")
    row("against one region", lambda one: f"{one['ratio']:.2f} x")
    row("  fixed part alone", lambda one: f"{one['fixed_ratio']:.2f} x")
    row("  the literature says", lambda one: f"{one['literature_ratio']:.1f} x")
    for pillar in next(iter(strategies.values()))["pillars"]:
        row(f"  {pillar}", lambda one, name=pillar: f"{sum(one['pillars'].get(name, {}).values()):,.0f}")
    row("served again, p50", lambda one: span(one["rto"]["serving"]["p50"]))
    row("served again, p95", lambda one: span(one["rto"]["serving"]["p95"]))
    for part in ("detection", "decision", "execution", "dns"):
        row(f"  {part}", lambda one, name=part: span(one["rto"]["serving"]["parts"].get(name, 0)))
    row("database writes again, p50", lambda one: span(one["rto"]["writing"]["p50"]))
    row("may be lost, worst store", lambda one: span(one["rpo"]["seconds"]))
    row("objectives", verdict)
    console.print(table)
    cheapest = document["cheapest"]
    console.print(f"Cheapest that holds them: at p95 {cheapest['p95'] or 'none'}, at p50 {cheapest['p50'] or 'none'}")
    for notch in document["notches"]:
        console.print(
            f"{notch['from']} -> {notch['to']}: {notch['usd']:+,.0f} USD, served {span(notch['seconds_sooner'])} sooner"
        )
    for point in next(iter(strategies.values()))["traffic"]:
        costs = ", ".join(
            f"{name} {one['traffic'][_index(one, point)]['usd']:,.0f}" for name, one in strategies.items()
        )
        console.print(f"traffic {point['times']} x: {costs}" + "".join(f"\n    {bite}" for bite in point["bites"]))


def _index(one: Mapping[str, Any], point: Mapping[str, Any]) -> int:
    return [each["times"] for each in one["traffic"]].index(point["times"])
