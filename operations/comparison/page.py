"""The comparison as one page for whoever decides: nothing outside of it is loaded."""

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

from operations.comparison.table import verdict
from operations.figures import span

_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee4;--a:#1f6feb;--b:#c2571a;--c:#2c8a4b}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--ink:#e8ebef;--soft:#a0a9b4;--line:#353c45;--a:#6ea8ff;--b:#f0975a;--c:#6fcf8f}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1120px;padding:24px 16px;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin-top:2rem}
p,li{max-width:70ch}.soft{color:var(--soft)}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:right;padding:6px 10px;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}.plots{display:grid;gap:24px;grid-template-columns:repeat(auto-fit,minmax(320px,1fr))}
svg{width:100%;height:auto}svg text{fill:var(--ink);font-size:13px}@media(max-width:480px){th,td{padding:6px 4px;font-size:14px}}
"""
_COLOURS = ("var(--a)", "var(--b)", "var(--c)")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 480, 300, 64, 36, 64


def page(document: Mapping[str, Any]) -> str:
    """The whole page."""
    strategies = document["strategies"]
    cheapest = document["cheapest"]["p95"] or document["cheapest"]["p50"]
    sure = "in 95 of 100 failovers" if document["cheapest"]["p95"] else "in half of the failovers"
    lead = f"{cheapest} is the cheapest that holds the objectives {sure}." if cheapest else "No strategy holds them."
    goals = document["objectives"]
    curves = {name: one["traffic"] for name, one in strategies.items()}
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Standby: strategies compared</title><style>{_STYLE}</style><h1>{_text(lead)}</h1>"
        f"<p>Objectives: served again within {span(goals['rto_seconds'])}, at most {span(goals['rpo_seconds'])} of accepted "
        f"work lost. Configured now: {_text(document['configured'])}.</p>"
        f"<div class=scroll>{_table(strategies)}</div><h2>What one notch more buys</h2><ul>{_notches(document)}</ul>"
        f"<h2>With traffic</h2><div class=plots>{_plot('USD a month', curves, 'usd', 1)}"
        f"{_plot('Minutes until served again, typical', curves, 'rto_typical', 60)}</div>"
        f"<h2>What bites first, where one region carries the peak</h2><ul>{_bites(curves)}</ul>"
        f"<p class=soft>List prices, the oldest of {_text(document['prices']['oldest'])}; "
        f"{len(document['prices']['unseen'])} of them were not seen at a source. Times are of public sources until a drill has "
        f"measured them; p50 and p95 are of a simulation with seed {document['seed']}. Where both regions serve, clients are "
        "served again without anybody acting, and database writes wait for the failover.</p></html>"
    )


def _text(value: object) -> str:
    return html.escape(str(value))


def _table(strategies: Mapping[str, Any]) -> str:
    rows = (
        ("Fixed, USD a month", lambda one: f"{one['monthly']['fixed']:,.0f}"),
        ("By use", lambda one: f"{one['monthly']['usage']:,.0f}"),
        ("Together", lambda one: f"<b>{one['monthly']['total']:,.0f}</b>"),
        ("Against one region", lambda one: f"{one['ratio']:.2f} ×"),
        ("The literature says", lambda one: f"{one['literature_ratio']:.1f} ×"),
        ("Served again, p50", lambda one: span(one["rto"]["serving"]["p50"])),
        ("Served again, p95", lambda one: span(one["rto"]["serving"]["p95"])),
        ("Database writes, p50", lambda one: span(one["rto"]["writing"]["p50"])),
        ("May be lost", lambda one: span(one["rpo"]["seconds"])),
        ("Objectives", verdict),
    )
    head = "".join(f"<th>{_text(name)}" for name in strategies)
    body = "".join(
        f"<tr><td>{label}" + "".join(f"<td>{cell(one)}" for one in strategies.values()) for label, cell in rows
    )
    return f"<table><tr><th>{head}{body}</table>"


def _notches(document: Mapping[str, Any]) -> str:
    return "".join(
        f"<li>{_text(one['from'])} to {_text(one['to'])}: {one['usd']:+,.0f} USD a month, served "
        f"{span(one['seconds_sooner'])} sooner"
        for one in document["notches"]
    )


def _bites(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Each limit once, with the traffic at which it is first reached."""
    first: dict[str, str] = {}
    for point in next(iter(curves.values())):
        for bite in point["bites"]:
            name, _, numbers = bite.partition(": ")
            first.setdefault(name, f"<li>{_text(name)} from {point['times']} × on ({_text(numbers)})")
    return "".join(first.values())


def _plot(title: str, curves: Mapping[str, Sequence[Mapping[str, Any]]], key: str, divisor: float) -> str:
    """Curves over traffic, both axes logarithmic."""
    values = [point[key] / divisor for curve in curves.values() for point in curve]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def x(times: float) -> float:
        return _LEFT + math.log10(times) / 3 * (_WIDTH - _LEFT - 24)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (math.log10(value) - low) / (high - low) * (_HEIGHT - _BOTTOM - _TOP)

    grid = "".join(
        f"<line x1='{_LEFT}' x2='{_WIDTH}' y1='{y(10**n):.0f}' y2='{y(10**n):.0f}' stroke='var(--line)'/>"
        f"<text x='{_LEFT - 8}' y='{y(10**n) + 4:.0f}' text-anchor='end'>{10**n:,g}</text>"
        for n in range(low, high + 1)
    )
    grid += "".join(
        f"<text x='{x(n):.0f}' y='{_HEIGHT - 12}' text-anchor='middle'>{n:,} ×</text>" for n in (1, 10, 100, 1000)
    )
    drawn = "".join(
        f"<polyline fill='none' stroke='{colour}' stroke-width='2.5' points='"
        + " ".join(f"{x(point['times']):.1f},{y(point[key] / divisor):.1f}" for point in curve)
        + f"'/><text x='{_LEFT + place * 136}' y='44' style='fill:{colour}'>{_text(name)}</text>"
        for place, ((name, curve), colour) in enumerate(zip(curves.items(), _COLOURS, strict=False))
    )
    label = _text(title)
    return f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' role=img aria-label='{label}'><text x='0' y='18'>{label}</text>{grid}{drawn}</svg>"
