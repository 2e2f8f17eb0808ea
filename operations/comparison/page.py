"""The comparison as one page for whoever decides: nothing outside of it is loaded, and it prints."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from operations.comparison.plots import Bar, Curve, bars, curves, escaped, figure, legend, longest
from operations.comparison.table import BASES, between, bites_of, cheapest, fixed_and_used, pillars_of, verdict
from operations.recovery.failover_steps import PARTS
from operations.recovery.figures import dollars, span

_STYLE = Path(__file__).with_name("page.css")
_MINUTE = 60
_TOLD_PARTS = 6
_PART_NAMES = {
    "detection": "detection",
    "decision": "people decide",
    "execution": "the failover's steps",
    "dns": "clients find the other region",
}
_FILLS = ("fill1", "fill2", "fill3", "fill4")
Strategies = Mapping[str, Any]
# What stands in a table; of two texts the second is below the first.
_Cell = str | tuple[str, str]


def page(document: Mapping[str, Any]) -> str:
    """The whole page."""
    sections = (
        _lead(document),
        _cards(document),
        f"<div class=plots>{_costs(document)}{_times(document)}</div>",
        _pillars(document["strategies"]),
        _notches(document),
        _reasons(document),
        _failover(document),
        _lost(document),
        _traffic(document),
        _basis(document),
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Standby: strategies compared</title><style>{_STYLE.read_text()}</style>"
        f"<main>{''.join(sections)}</main></html>\n"
    )


def _lead(document: Mapping[str, Any]) -> str:
    return (
        f"<h1>{escaped(cheapest(document))}</h1><p>Configured now: <strong>{escaped(document['configured'])}</strong>. "
        "Compared are the three ways to keep a second region ready, for these stack files: what each costs a month, "
        "how long clients wait when a region is lost (recovery time, RTO), and how much accepted work may be lost with "
        "it (recovery point, RPO).</p>"
    )


def _cards(document: Mapping[str, Any]) -> str:
    return (
        f"<div class=cards>{''.join(_card(name, one, document) for name, one in document['strategies'].items())}</div>"
    )


def _card(name: str, one: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    serving = one["rto"]["serving"]
    rows = (
        ("Against one region", f"{one['ratio']:.2f} ×"),
        ("The literature says", f"{one['literature_ratio']:.1f} ×"),
        ("Fixed, and by use", fixed_and_used(one["monthly"])),
        ("Served again, half of times", span(serving["p50"])),
        ("Served again, 95 of 100", span(serving["p95"])),
        ("Writes again, 95 of 100", span(one["rto"]["writing"]["p95"])),
        ("May be lost", span(one["rpo"]["seconds"])),
        ("Objectives", verdict(one)),
    )
    now = name == document["configured"]
    told = "".join(f"<dt>{label}</dt><dd>{escaped(value)}</dd>" for label, value in rows)
    return (
        f"<section class='card{' now' if now else ''}'><h3>{escaped(name)}{' (now)' if now else ''}</h3>"
        f"<div class=usd>{dollars(one['monthly']['total'])} <span class='small soft'>USD a month</span></div>"
        f"<dl>{told}</dl></section>"
    )


def _costs(document: Mapping[str, Any]) -> str:
    strategies = document["strategies"]
    alone = next(iter(strategies.values()))["alone"]
    shown = [("one region alone", alone, "")]
    shown += [(name, one["monthly"], f", {one['ratio']:.2f} ×") for name, one in strategies.items()]
    rows = [
        Bar(
            label=name,
            told=f"{dollars(sums['total'])} USD{ratio}",
            values=(sums["fixed"], sums["usage"]),
            styles=("fill1", "fill2"),
        )
        for name, sums, ratio in shown
    ]
    described = "; ".join(f"{row.label}: {row.told}" for row in rows)
    key = legend((("fill1", "fixed: runs whatever the traffic"), ("fill2", "by use")))
    return figure("What a month costs", key, bars(rows, unit="USD a month", described=described))


def _pillars(strategies: Strategies) -> str:
    rows = [
        (pillar, *(fixed_and_used(one["pillars"].get(pillar, {})) for one in strategies.values()))
        for pillar in pillars_of(strategies)
    ]
    return _table("By pillar, USD a month: fixed + by use", ("pillar", *strategies), rows)


def _times(document: Mapping[str, Any]) -> str:
    goal = document["objectives"]["rto_seconds"] / _MINUTE
    rows = []
    for name, one in document["strategies"].items():
        serving = one["rto"]["serving"]
        rows.append(
            Bar(
                label=name,
                told=f"{span(serving['p50'])}, in 95 of 100: {span(serving['p95'])}",
                values=tuple(serving["parts"][part] / _MINUTE for part in PARTS),
                styles=_FILLS,
                to=(serving["p50"] / _MINUTE, serving["p95"] / _MINUTE),
            )
        )
    described = "; ".join(f"{row.label}: {row.told}" for row in rows)
    entries = [(style, _PART_NAMES[part]) for part, style in zip(PARTS, _FILLS, strict=True)]
    key = legend((*entries, ("range", "half to 95 of 100 failovers"), ("goal", f"objective: {span(goal * _MINUTE)}")))
    drawn = bars(rows, unit="minutes until clients are served again", described=described, goal=goal)
    return figure("How long clients wait when a region is lost", key, drawn)


def _notches(document: Mapping[str, Any]) -> str:
    items = "".join(f"<li>{escaped(one['says'])}</li>" for one in document["trade_offs"])
    return f"<h2>What one step up or down buys</h2><ul>{items}</ul>"


def _reasons(document: Mapping[str, Any]) -> str:
    """The ratios beside the literature's, with what makes the difference."""
    told = []
    for name, one in document["strategies"].items():
        explained = one["ratio_explained"]
        said = "".join(f"<li>{escaped(sentence)}</li>" for sentence in explained["says"])
        parts = [part for part in explained["parts"] if not part["usage"] and abs(part["excess_usd"]) >= 1]
        rows = [
            (part["name"], dollars(part["first_usd"]), dollars(part["second_usd"]), f"{part['excess_usd']:+,.0f}")
            for part in parts[:_TOLD_PARTS]
        ]
        table = _table("Fixed parts, USD a month", ("", "one region", "on top", "too much"), rows)
        told.append(f"<section><h3>{escaped(name)}</h3><ul>{said}</ul>{table}</section>")
    return (
        "<h2>Why the ratios are not the literature's</h2><p>The literature says how large a second region is for "
        "its first one. <em>Too much</em> is what a part costs above that share; with what costs less, it adds up to "
        f"the whole difference.</p><div class=plots>{''.join(told)}</div>"
    )


def _failover(document: Mapping[str, Any]) -> str:
    """A timeline and a table for each strategy; the timelines have one scale."""
    steps = {name: one["rto"]["serving"]["steps"] for name, one in document["strategies"].items()}
    rows = {name: [_step_bar(step) for step in each] for name, each in steps.items()}
    most = max(longest(each) for each in rows.values())
    key = legend((("fill1", "on the critical path"), ("fill0", "beside it")))
    unit = "minutes since the region was lost, typical"
    plots = ""
    for name, each in rows.items():
        described = "; ".join(f"{row.label}: {row.told}" for row in each)
        plots += figure(name, key, bars(each, unit=unit, described=described, most=most))
    return (
        "<h2>Until clients are served, step by step</h2><p>Times are typical, then the worst that was seen. Assumed "
        "times are of public sources; what a drill measured takes their place. Where both regions serve, clients leave "
        f"the lost one without anybody acting, and database writes wait for a failover.</p>"
        f"<div class=plots>{plots}</div>{_steps(steps)}"
    )


def _step_bar(step: Mapping[str, Any]) -> Bar:
    return Bar(
        label=step["says"],
        told=between(step["typical"], step["worst"]),
        values=(step["typical"] / _MINUTE,),
        styles=("fill1" if step["critical"] else "fill0",),
        begins=step["begins"] / _MINUTE,
    )


def _steps(strategies: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Every step once, with the strategies that have it like this, and where its time is from."""
    found: dict[tuple[str, ...], list[str]] = {}
    for strategy, steps in strategies.items():
        for step in steps:
            name = f"{step['name']}: {step['says']}" + (" *" if step["critical"] else "")
            row = (name, step["source"], span(step["typical"]), span(step["worst"]), BASES[step["basis"]])
            found.setdefault(row, []).append(strategy)
    rows = [
        ((name, f"{', '.join(having)}: {source}"), typical, worst, basis)
        for (name, source, typical, worst, basis), having in found.items()
    ]
    caption = "Every step, and where its time is from (* on the critical path)"
    return _table(caption, ("step", "typical", "worst", "how known"), rows)


def _lost(document: Mapping[str, Any]) -> str:
    stores = next(iter(document["strategies"].values()))["rpo"]["stores"]
    rows = [
        (
            each["store"],
            span(each["typical"]) if each["durable"] else "all",
            span(each["worst"]) if each["durable"] else "all",
            each["why"],
        )
        for each in stores
    ]
    return (
        "<h2>What may be lost with a region</h2><p>Seconds of accepted writes. It is the same in every strategy, "
        "because each of them copies the data in the same way.</p>"
        + _table("by store", ("store", "typical", "worst", "why"), rows, texts=(3,))
    )


def _traffic(document: Mapping[str, Any]) -> str:
    strategies: Strategies = document["strategies"]
    exceeded = bites_of(strategies)
    across = "times the traffic that is assumed"
    marks = sorted({times for times, _ in exceeded})
    told = "the table below has the numbers"
    cost = curves(
        _curves(strategies, "usd", 1), across=across, up="USD a month", described=f"Cost: {told}", marks=marks
    )
    time = _curves(strategies, "rto_typical", _MINUTE)
    recovery = curves(time, across=across, up="minutes, typical", described=f"Recovery time: {told}", marks=marks)
    key = legend([(f"line{number}", name) for number, name in enumerate(strategies, 1)])
    plots = figure("Cost", key, cost) + figure("Recovery time", key, recovery)
    numbered = "".join(
        f"<li>{'<br>'.join(escaped(says) for times, says in exceeded if times == mark)}</li>" for mark in marks
    )
    head = ("traffic", *strategies)
    points = next(iter(strategies.values()))["traffic"]
    labels = [f"{point['times']:,} ×, {point['requests_per_second']:,.0f}/s" for point in points]
    columns = [one["traffic"] for one in strategies.values()]
    costs = [(label, *(dollars(each[place]["usd"]) for each in columns)) for place, label in enumerate(labels)]
    waits: list[tuple[_Cell, ...]] = [
        (label, *((span(each[place]["rto_typical"]), f"worst {span(each[place]['rto_worst'])}") for each in columns))
        for place, label in enumerate(labels)
    ]
    return (
        "<h2>With more traffic</h2><p>At list prices of the first tier: what AWS takes off for large volumes makes the "
        f"right end of the cost an upper bound.</p><div class=plots>{plots}</div><h3>Limits that one region runs into "
        f"when it carries the peak alone, by the numbers in the plots</h3><ol>{numbered}</ol>"
        + _table("USD a month, by requests a second", head, costs)
        + _table("Until clients are served again, typical and worst", head, waits)
    )


def _curves(strategies: Strategies, key: str, unit: float) -> list[Curve]:
    return [
        Curve(label=name, points=tuple((point["times"], point[key] / unit) for point in one["traffic"]))
        for name, one in strategies.items()
    ]


def _basis(document: Mapping[str, Any]) -> str:
    given, prices = document["assumptions"], document["prices"]
    rows = [(name.replace("_", " "), f"{value:,g}") for name, value in given["usage"].items()]
    unseen = f": {escaped(', '.join(prices['unseen']))}" if prices["unseen"] else ""
    return (
        f"<h2>What this stands on</h2><p>List prices, the oldest of {escaped(prices['oldest'])}; "
        f"{len(prices['unseen'])} of them were seen at no source{unseen}. The shares of 100 failovers are "
        f"of a simulation with seed {document['seed']}.</p>"
        + _table("Assumed for one month of the whole shop, at 1 ×", ("usage", "value"), rows)
    )


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[_Cell]], *, texts: tuple[int, ...] = ()) -> str:
    def kind(place: int) -> str:
        return " class=text" if place in texts else ""

    heads = "".join(f"<th scope=col{kind(place)}>{escaped(cell)}</th>" for place, cell in enumerate(head))
    body = "".join(
        f"<tr>{''.join(f'<td{kind(place)}>{_cell(cell)}</td>' for place, cell in enumerate(row))}</tr>" for row in rows
    )
    return f"<div class=scroll><table><caption>{escaped(caption)}</caption><tr>{heads}</tr>{body}</table></div>"


def _cell(cell: _Cell) -> str:
    if isinstance(cell, str):
        return escaped(cell)
    return f"{escaped(cell[0])}<div class='small soft below'>{escaped(cell[1])}</div>"
