"""A drill's report as one page that is kept or printed: nothing outside of it is loaded. Pure."""

import html
from collections.abc import Iterable, Sequence

from operations.drill import words
from operations.drill.charts import bars, gantt
from operations.drill.evidence import Evidence, MoveMade
from operations.drill.trend import points, shifts

_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee4;--a:#1f6feb;--good:#1a7f37;--bad:#b42318}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--ink:#e8ebef;--soft:#a0a9b4;--line:#353c45;--a:#6ea8ff;--good:#5fcf80;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1120px;padding:24px 16px;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin:2rem 0 .5rem}
p,li{max-width:75ch;overflow-wrap:anywhere}.soft{color:var(--soft)}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}.scroll+.scroll{margin-top:16px}
th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
th{font-weight:600}.n{text-align:right;white-space:nowrap}.w{white-space:nowrap}.wide{overflow-wrap:anywhere;min-width:16ch}
.passed,.done,.survived{color:var(--good)}.failed,.refused,.unknown{color:var(--bad)}.badge{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
svg{width:100%;height:auto;min-width:560px;max-width:720px}svg text{fill:var(--ink);font-size:13px}
.bar{fill:var(--a)}.bar.failed{fill:var(--bad)}
@media(max-width:480px){th,td{padding:6px 4px;font-size:14px}dl{grid-template-columns:1fr}dt{margin-top:6px}}
@media print{:root{--bg:#fff;--ink:#000;--soft:#444;--line:#bbb;--a:#1f6feb;--good:#1a7f37;--bad:#b42318}
body{max-width:none;padding:0;font-size:11pt}h2,tr,svg{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}}
"""
# Columns that stand at the right.
_NUMBERS = frozenset({"Measured", "Objective", "Took", "Longest wait", "Largest loss"})


def page(evidence: Evidence, earlier: Sequence[Evidence]) -> str:
    """The whole page."""
    reasons = "".join(f"<li>{_text(reason)}" for reason in evidence.reasons)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{_text(words.title(evidence))}</title><style>{_STYLE}</style>"
        f"<h1>Drill <span class='{_text(evidence.verdict)}'>{_text(evidence.verdict)}</span>: "
        f"{_text(words.title(evidence).partition(': ')[2])}</h1>"
        f"<dl>{''.join(f'<dt>{_text(key)}<dd>{_text(value)}' for key, value in words.summary(evidence))}</dl>"
        + (f"<h2>Why it failed</h2><ul>{reasons}</ul>" if reasons else "")
        + "".join(_move(move, evidence) for move in evidence.moves)
        + f"<h2>Trend</h2>{_trend(evidence, earlier)}</html>"
    )


def _text(value: object) -> str:
    return html.escape(str(value))


def _table(head: Iterable[str], rows: Iterable[str]) -> str:
    named = "".join(f"<th{' class=n' if each in _NUMBERS else ''}>{_text(each)}" for each in head)
    return f"<div class=scroll><table><tr>{named}{''.join(rows)}</table></div>"


def _move(move: MoveMade, evidence: Evidence) -> str:
    figures = [
        f"<tr><td>{_text(what)}<td class=n>{_text(found)}<td class=n>{_text(goal)}"
        for what, found, goal in words.against_targets(move, evidence.targets)
    ]
    gates = [
        f"<tr><td class=w>{_text(each.name)}<td class='w {_text(each.state)}'>{_text(each.state)}"
        f"<td class=wide>{_text(each.found)}"
        for each in move.gates
    ]
    steps = [
        f"<tr><td class=w>{_text(each.name)}<td>{_text(each.part)}<td class='w {_text(each.outcome)}'>{_text(each.outcome)}"
        f"<td class=n>{'' if each.seconds is None else f'{each.seconds:.1f} s'}"
        for each in move.steps
    ]
    refused = f"<p>Refused by {_text(', '.join(move.refused_by))}; nothing was begun." if move.refused_by else ""
    after = "".join(f"<li>{_text(text)}" for text in move.follow_ups)
    return (
        f"<h2>{_text(move.source)} to {_text(move.target)} ({_text(move.kind)}): "
        f"<span class='{_text(move.outcome)}'>{_text(move.outcome)}</span></h2>{refused}"
        + (f"<p>{_text(move.error)}" if move.error else "")
        + (_table(("What", "Measured", "Objective"), figures) if figures else "")
        + (_table(("Gate", "", "What it saw"), gates) if gates else "")
        + (f"<div class=scroll>{gantt(move)}</div>" if any(each.seconds is not None for each in move.steps) else "")
        + (_table(("Step", "Part", "", "Took"), steps) if steps else "")
        + (f"<p>Afterwards:<ol>{after}</ol>" if after else "")
    )


def _trend(evidence: Evidence, earlier: Sequence[Evidence]) -> str:
    if not earlier:
        return "<p>This is the first drill of its kind."
    found = points(evidence, earlier)
    rows = [
        f"<tr><td class=w>{_text(each.started_at)}<td class={_text(each.verdict)}>{_text(each.verdict)}"
        f"<td class=n>{words.seconds(each.seconds)}<td class=n>{words.seconds(each.rpo_seconds)}"
        for each in found
    ]
    slower = "".join(
        f"<li>{_text(each.step)} ({_text(each.move)}): {each.seconds:.1f} s, usually {each.usual_seconds:.1f} s"
        for each in shifts(evidence, earlier)
    )
    return (
        f"<div class=scroll>{bars(found, evidence.targets.rto_seconds)}</div>"
        + _table(("Drill", "Verdict", "Longest wait", "Largest loss"), rows)
        + (f"<p>Steps that took another time than usual:<ul>{slower}</ul>" if slower else "")
    )
