"""The two pictures in a drill's page, as SVG. Pure."""

import html
from collections.abc import Sequence
from datetime import datetime

from operations.drill import words
from operations.drill.evidence import MoveMade, StepTaken
from operations.drill.trend import Point

_WIDTH, _ROW, _LEFT, _RIGHT, _EDGE = 720, 22, 190, 90, 8
_HEIGHT, _TOP, _BOTTOM = 220, 34, 40
# An objective further above than this would press the bars to the ground.
_VISIBLE = 4
# More bars than these have no room for their dates.
_MOST_BARS = 7


def gantt(move: MoveMade) -> str:
    """When each step ran: what ran at the same time stands side by side."""
    taken = [step for step in move.steps if step.started_at and step.ended_at]
    begin = min(_moment(step.started_at) for step in taken)
    whole = max(max(_moment(step.ended_at) for step in taken) - begin, 1.0)
    scale = (_WIDTH - _LEFT - _RIGHT) / whole
    rows = "".join(_step(step, row * _ROW, begin, scale) for row, step in enumerate(taken))
    return _svg(len(taken) * _ROW + 6, f"When each step ran, from {move.source} to {move.target}", rows)


def bars(found: Sequence[Point], target: float) -> str:
    """The longest wait of the last drills; the objective is a line where it is near enough to be seen with them."""
    shown = found[-_MOST_BARS:]
    highest = max([each.seconds for each in shown if each.seconds is not None] + [1.0])
    top = max(highest, target) if target <= _VISIBLE * highest else highest
    scale, step = (_HEIGHT - _TOP - _BOTTOM) / top, (_WIDTH - 2 * _EDGE) / len(shown)
    floor = _HEIGHT - _BOTTOM
    drawn = ""
    for place, each in enumerate(shown):
        middle, height = _EDGE + (place + 0.5) * step, max((each.seconds or 0) * scale, 1)
        drawn += _bar(middle - step * 0.35, floor - height, step * 0.7, height, each.verdict)
        drawn += _label(middle, floor - height - 6, words.seconds(each.seconds), "middle")
        drawn += _label(middle, floor + 22, each.started_at[:10], "middle")
    if top < target:
        goal = _label(_EDGE, 14, f"The objective of {target:g} s is far above.", "start")
    else:
        line = f"x1='{_EDGE}' x2='{_WIDTH - _EDGE}' y1='{floor - target * scale:.1f}' y2='{floor - target * scale:.1f}'"
        goal = f"<line {line} stroke='var(--bad)' stroke-dasharray='4 4'/>"
        goal += _label(_WIDTH - _EDGE, floor - target * scale - 5, f"objective {target:g} s", "end")
    return _svg(_HEIGHT, "Longest wait of each drill", drawn + goal)


def _step(step: StepTaken, top: float, begin: float, scale: float) -> str:
    start, end = ((_moment(text) - begin) * scale + _LEFT for text in (step.started_at, step.ended_at))
    return (
        _label(_LEFT - 8, top + 16, step.name, "end")
        + _bar(start, top + 5, max(end - start, 2), 14, step.outcome)
        + _label(end + 8, top + 16, words.seconds(step.seconds), "start")
    )


def _bar(left: float, top: float, width: float, height: float, kind: str) -> str:
    place = f"x='{left:.1f}' y='{top:.1f}' width='{width:.1f}' height='{height:.1f}'"
    return f"<rect class='bar {html.escape(kind)}' rx='2' {place}/>"


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}'>{html.escape(text)}</text>"


def _svg(height: float, label: str, drawn: str) -> str:
    return f"<svg viewBox='0 0 {_WIDTH} {height}' role=img aria-label='{html.escape(label)}'>{drawn}</svg>"


def _moment(text: str | None) -> float:
    return datetime.fromisoformat(text or "").timestamp()
