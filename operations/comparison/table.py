"""The comparison on a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from operations.recovery.failover_steps import PARTS
from operations.recovery.figures import dollars, share, span
from operations.recovery.version_ends import worries

BASES = {"measured": "measured", "computed": "computed", "published": "assumed"}


def between(typical: float, worst: float) -> str:
    """Typical and worst time."""
    return span(typical) if span(typical) == span(worst) else f"{span(typical)}, worst {span(worst)}"


def fixed_and_used(parts: Mapping[str, float]) -> str:
    """What a pillar costs: what runs whatever the traffic, and what traffic adds."""
    return f"{dollars(parts.get('fixed', 0))} + {dollars(parts.get('usage', 0))}"


def pillars_of(strategies: Mapping[str, Any]) -> tuple[str, ...]:
    """Pillars of any strategy, the dearest of the first one first."""
    return tuple(dict.fromkeys(pillar for one in strategies.values() for pillar in one["pillars"]))


def verdict(one: Mapping[str, Any]) -> str:
    """Whether the strategy holds the objectives."""
    held = one["verdict"]
    if not held["within_rpo"]:
        return "not held: loses too much"
    return f"held {'' if held['p95'] else 'only '}in {share(held['within_rto'])}"


def cheapest(document: Mapping[str, Any]) -> str:
    """Which strategy is the cheapest that holds the objectives, and how surely."""
    goals, found = document["objectives"], document["cheapest"]
    wanted = f"RTO {span(goals['rto_seconds'])}, RPO {span(goals['rpo_seconds'])}"
    if found["p95"]:
        return f"{found['p95']} is the cheapest that holds the objectives ({wanted}) in 95 of 100 failovers."
    if found["p50"]:
        return (
            f"{found['p50']} is the cheapest that holds the objectives ({wanted}), and only in half of the failovers."
        )
    return f"No strategy holds the objectives ({wanted})."


def show(document: Mapping[str, Any], console: Console) -> None:
    """Print one column per strategy, then what explains it."""
    strategies = document["strategies"]
    console.print(_costs_and_times(strategies))
    console.print(cheapest(document))
    for trade_off in document["trade_offs"]:
        console.print(trade_off["says"])
    for one in worries(document["ends"]):
        console.print(f"standby:{one['key']}: {one['says']}")
    console.print("\nWhy the ratio is what it is")
    for name, one in strategies.items():
        console.print(f"  {name}: {' '.join(one['ratio_explained']['says'])}")
    console.print(_stores(next(iter(strategies.values()))["rpo"]["stores"]))
    configured = document["configured"]
    console.print(_steps(configured, strategies[configured]["rto"]["serving"]["steps"]))
    console.print(_traffic(strategies))
    for _, says in bites_of(strategies):
        console.print(f"  {says}")


def _costs_and_times(strategies: Mapping[str, Any]) -> Table:
    table = Table("a month, USD", *strategies, title="What each strategy costs and holds")

    def row(label: str, cell: Any) -> None:  # noqa: ANN401 - a function of one strategy
        table.add_row(label, *(cell(one) for one in strategies.values()))

    row("fixed + usage", lambda one: fixed_and_used(one["monthly"]))
    row("together", lambda one: dollars(one["monthly"]["total"]))
    row("against one region", lambda one: f"{one['ratio']:.2f} x")
    row("  literature", lambda one: f"{one['literature_ratio']:.1f} x")
    row("  fixed part alone", lambda one: f"{one['ratio_explained']['ratios']['fixed']:.2f} x")
    row("  usage alone", lambda one: f"{one['ratio_explained']['ratios']['usage']:.2f} x")
    for pillar in pillars_of(strategies):
        row(f"  {pillar}", lambda one, name=pillar: fixed_and_used(one["pillars"].get(name, {})))
    row("served again, p50", lambda one: span(one["rto"]["serving"]["p50"]))
    row("served again, p95", lambda one: span(one["rto"]["serving"]["p95"]))
    for part in PARTS:
        row(
            f"  {part}",
            lambda one, name=part: between(
                one["rto"]["serving"]["parts"][name], one["rto"]["serving"]["worst_parts"][name]
            ),
        )
    row("writes again, p50", lambda one: span(one["rto"]["writing"]["p50"]))
    row("writes again, p95", lambda one: span(one["rto"]["writing"]["p95"]))
    row("lost at most", lambda one: span(one["rpo"]["seconds"]))
    row("objectives", verdict)
    return table


def _stores(stores: list[Mapping[str, Any]]) -> Table:
    table = Table("store", "typical", "worst", "why", title="What may be lost, in every strategy")
    for each in stores:
        lost = (span(each["typical"]), span(each["worst"])) if each["durable"] else ("all", "all")
        table.add_row(each["store"], *lost, each["why"])
    return table


def _steps(name: str, steps: list[Mapping[str, Any]]) -> Table:
    table = Table("", "step", "typical", "worst", "", "source", title=f"Until clients are served: {name}")
    for each in steps:
        mark = "*" if each["critical"] else ""
        times = (span(each["typical"]), span(each["worst"]))
        table.add_row(mark, f"{each['name']}: {each['says']}", *times, BASES[each["basis"]], each["source"])
    table.caption = "* on the critical path; the others run beside it. --html and --json have the other strategies."
    return table


def _traffic(strategies: Mapping[str, Any]) -> Table:
    table = Table(
        "traffic", *strategies, title="With traffic: USD a month at first-tier prices, and until served again, typical"
    )
    for place, point in enumerate(next(iter(strategies.values()))["traffic"]):
        cells = [one["traffic"][place] for one in strategies.values()]
        table.add_row(
            f"{point['times']:,} x, {point['requests_per_second']:,.0f}/s",
            *(f"{dollars(each['usd'])}, {span(each['rto_typical'])}" for each in cells),
        )
    return table


def bites_of(strategies: Mapping[str, Any]) -> list[tuple[float, str]]:
    """Each limit once: from which traffic on, in which strategies, and what helps."""
    first: dict[tuple[float, str], tuple[list[str], str]] = {}
    for name, one in strategies.items():
        seen = set()
        for point in one["traffic"]:
            for limit in point["exceeded_limits"]:
                if limit["name"] not in seen:
                    seen.add(limit["name"])
                    first.setdefault((point["times"], limit["name"]), ([], limit["says"]))[0].append(name)
    return [
        (times, f"from {times:,} x on{_only(names, strategies)}: {says}")
        for (times, _), (names, says) in sorted(first.items())
    ]


def _only(names: list[str], strategies: Mapping[str, Any]) -> str:
    return "" if len(names) == len(strategies) else f" in {' and '.join(names)}"
