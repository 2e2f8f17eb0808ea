"""A drill's report as Markdown. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from operations.drill import words
from operations.drill.evidence import Evidence, MoveMade
from operations.drill.trend import points, shifts


def markdown(evidence: Evidence, earlier: Sequence[Evidence]) -> str:
    """The whole report."""
    return "\n".join(_lines(evidence, earlier)) + "\n"


def _lines(evidence: Evidence, earlier: Sequence[Evidence]) -> Iterator[str]:
    yield f"# {words.title(evidence)}"
    yield ""
    yield from _table(("", ""), words.summary(evidence))
    if evidence.reasons:
        yield from ("", "## Why it failed", "")
        yield from (f"- {_cell(reason)}" for reason in evidence.reasons)
    for move in evidence.moves:
        yield from _move(move, evidence)
    yield from ("", "## Trend", "")
    yield from _trend(evidence, earlier)


def _move(move: MoveMade, evidence: Evidence) -> Iterator[str]:
    yield from ("", f"## {move.source} to {move.target} ({move.kind}): {move.outcome}", "")
    if move.refused_by:
        yield from (f"Refused by {', '.join(move.refused_by)}; nothing was begun.", "")
    if move.error:
        yield from (_cell(move.error), "")
    figures = list(words.against_targets(move, evidence.targets))
    if figures:
        yield from _table(("What", "Measured", "Objective"), figures)
        yield ""
    if move.gates:
        yield from _table(("Gate", "", "What it saw"), [(each.name, each.state, each.found) for each in move.gates])
        yield ""
    if move.steps:
        rows = [
            (
                each.name,
                each.part,
                each.outcome,
                each.started_at or "",
                "" if each.seconds is None else f"{each.seconds:.1f} s",
            )
            for each in move.steps
        ]
        yield from _table(("Step", "Part", "", "From", "Took"), rows)
    if move.follow_ups:
        yield from ("", "Afterwards:", "")
        yield from (f"{number}. {text}" for number, text in enumerate(move.follow_ups, 1))


def _trend(evidence: Evidence, earlier: Sequence[Evidence]) -> Iterator[str]:
    if not earlier:
        yield "This is the first drill of its kind."
        return
    rows = [
        (each.started_at, each.verdict, words.seconds(each.seconds), words.seconds(each.rpo_seconds))
        for each in points(evidence, earlier)
    ]
    yield from _table(("Drill", "Verdict", "Longest wait", "Largest loss"), rows)
    moved = shifts(evidence, earlier)
    if moved:
        yield from ("", "Steps that took another time than usual:", "")
        yield from (
            f"- {each.step} ({each.move}): {each.seconds:.1f} s, usually {each.usual_seconds:.1f} s" for each in moved
        )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    """On one line, and without what would end the cell."""
    return " ".join(text.split()).replace("|", "\\|")
