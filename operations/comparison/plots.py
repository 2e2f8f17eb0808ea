"""Plots as SVG, each with its axis, its unit and a description in words. Pure; colours come from the page's style.

Widths are for a telephone: a plot that is legible at 360 pixels is legible everywhere.
"""

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH = 400
_LEFT, _RIGHT = 4, 12
_ROW, _BAR, _AXIS = 46, 16, 44
_MOST_TICKS = 6
_CHART_HEIGHT, _CHART_LEFT, _CHART_TOP, _CHART_BOTTOM = 290, 48, 38, 52


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row: stacked values from `begins` on, and where given a range of what may happen instead."""

    label: str
    told: str
    values: tuple[float, ...]
    styles: tuple[str, ...]
    begins: float = 0
    to: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a chart."""

    label: str
    points: tuple[tuple[float, float], ...]


def escaped(value: object) -> str:
    """Text that is safe in HTML."""
    return html.escape(str(value))


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Style and label of each series; lines differ by their dashes too."""
    items = "".join(f"<li>{_sample(style)}{escaped(label)}</li>" for style, label in entries)
    return f"<ul class=legend>{items}</ul>"


def _sample(style: str) -> str:
    if style.startswith("line"):
        drawn = f"<line class='line {style}' x1='0' x2='28' y1='6' y2='6'/>"
    elif style in {"goal", "range"}:
        drawn = f"<line class='{style}' x1='0' x2='28' y1='6' y2='6'/>"
    else:
        drawn = f"<rect class='{style}' width='28' height='12' rx='2'/>"
    return f"<svg viewBox='0 0 28 12' aria-hidden=true>{drawn}</svg>"


def figure(caption: str, key: str, drawn: str) -> str:
    """A plot with its title and its legend."""
    return f"<figure><figcaption>{escaped(caption)}</figcaption>{key}{drawn}</figure>"


def longest(rows: Sequence[Bar]) -> float:
    """How far the rows reach."""
    return max(max(row.begins + sum(row.values), *(row.to or (0, 0))) for row in rows)


def bars(
    rows: Sequence[Bar], *, unit: str, described: str, goal: float | None = None, most: float | None = None
) -> str:
    """Horizontal bars on one axis from zero to `most`, or to where the rows reach."""
    most = max(most or longest(rows), goal or 0)
    step = _step(most)
    top = step * math.ceil(most / step)

    def x(value: float) -> float:
        return _LEFT + value / top * (WIDTH - _LEFT - _RIGHT)

    bottom = _ROW * len(rows) + 6
    marks = "".join(_tick(x(step * n), bottom, f"{step * n:,g}") for n in range(round(top / step) + 1))
    drawn = "".join(_row(row, _ROW * place, x) for place, row in enumerate(rows))
    line = f"<line class=goal x1='{x(goal):.1f}' x2='{x(goal):.1f}' y1='0' y2='{bottom}'/>" if goal else ""
    axis = f"<text class='soft tick' x='{WIDTH / 2:.0f}' y='{bottom + 38}' text-anchor='middle'>{escaped(unit)}</text>"
    return _svg(bottom + _AXIS, described, marks + line + drawn + axis)


def _row(row: Bar, y: float, x: Callable[[float], float]) -> str:
    parts, at = [], row.begins
    for value, style in zip(row.values, row.styles, strict=True):
        width = x(at + value) - x(at)
        parts.append(
            f"<rect class='{style}' x='{x(at):.1f}' y='{y + 22:.1f}' width='{max(width, 0):.1f}' height='{_BAR}'/>"
        )
        at += value
    if row.to:
        low, high, middle = x(row.to[0]), x(row.to[1]), y + 22 + _BAR / 2
        parts.append(
            f"<path class=range fill=none d='M{low:.1f} {middle - 5:.1f}v10M{low:.1f} {middle:.1f}H{high:.1f}"
            f"M{high:.1f} {middle - 5:.1f}v10'/>"
        )
    told = f"<tspan class=soft> {escaped(row.told)}</tspan>"
    return f"<text x='{_LEFT}' y='{y + 16:.1f}'>{escaped(row.label)}{told}</text>{''.join(parts)}"


def _tick(at: float, bottom: float, label: str) -> str:
    anchor = "start" if at < _LEFT + 1 else "end" if at > WIDTH - 2 * _RIGHT else "middle"
    return (
        f"<line class=grid x1='{at:.1f}' x2='{at:.1f}' y1='0' y2='{bottom}'/>"
        f"<text class='soft tick' x='{at:.1f}' y='{bottom + 18}' text-anchor='{anchor}'>{label}</text>"
    )


def _step(most: float) -> float:
    """A round distance between ticks."""
    rough = most / _MOST_TICKS
    power = 10 ** math.floor(math.log10(rough)) if rough else 1
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def curves(lines: Sequence[Curve], *, across: str, up: str, described: str, marks: Sequence[float] = ()) -> str:
    """Lines over traffic, both axes logarithmic; `marks` are numbered places on the axis that a list explains."""
    values = [value for line in lines for _, value in line.points]
    places = [place for place, _ in lines[0].points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(places[0]), math.log10(places[-1])
    bottom = _CHART_HEIGHT - _CHART_BOTTOM

    def x(place: float) -> float:
        return _CHART_LEFT + (math.log10(place) - first) / (last - first) * (WIDTH - _CHART_LEFT - 24)

    def y(value: float) -> float:
        return bottom - (math.log10(value) - low) / (high - low) * (bottom - _CHART_TOP)

    grid = "".join(
        f"<line class=grid x1='{_CHART_LEFT}' x2='{WIDTH}' y1='{y(10**n):.1f}' y2='{y(10**n):.1f}'/>"
        f"<text class='soft tick' x='{_CHART_LEFT - 8}' y='{y(10**n) + 4:.1f}' text-anchor='end'>{_short(10**n)}</text>"
        for n in range(low, high + 1)
    )
    grid += "".join(
        f"<text class='soft tick' x='{x(10**n):.1f}' y='{bottom + 18}' text-anchor='middle'>{10**n:,} ×</text>"
        for n in range(round(first), round(last) + 1)
    )
    drawn = "".join(
        f"<polyline class='line line{number}' points='"
        + " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in line.points)
        + "'/>"
        for number, line in enumerate(lines, 1)
    )
    numbered = "".join(
        f"<line class=goal x1='{x(place):.1f}' x2='{x(place):.1f}' y1='{_CHART_TOP}' y2='{bottom}' opacity='.45'/>"
        f"<text class='soft tick' x='{x(place):.1f}' y='{_CHART_TOP - 6}' text-anchor='middle'>{number}</text>"
        for number, place in enumerate(marks, 1)
    )
    names = (
        f"<text class='soft tick' x='{(_CHART_LEFT + WIDTH) / 2:.0f}' y='{_CHART_HEIGHT - 8}' text-anchor='middle'>"
        f"{escaped(across)}</text><text class='soft tick' x='0' y='14'>{escaped(up)}</text>"
    )
    return _svg(_CHART_HEIGHT, described, grid + numbered + drawn + names)


def _short(value: float) -> str:
    """A power of ten."""
    for size, sign in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:g}{sign}"
    return f"{value:g}"


def _svg(height: float, described: str, drawn: str) -> str:
    return f"<svg viewBox='0 0 {WIDTH} {height:.0f}' role=img aria-label='{escaped(described)}'>{drawn}</svg>"
