"""This drill against earlier ones of its kind. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from operations.drill.evidence import Evidence, MoveMade

# A step counts as slower or faster from here on; less is noise.
_SHARE, _LEAST_SECONDS = 0.2, 1.0


@dataclass(frozen=True, kw_only=True)
class Point:
    """One drill in the trend: the longest time in which clients, or orders, waited, and the largest loss."""

    drill: str
    started_at: str
    verdict: str
    seconds: float | None
    rpo_seconds: float | None


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A step that took another time than it usually did: the median of earlier drills."""

    move: str
    step: str
    usual_seconds: float
    seconds: float


def points(evidence: Evidence, earlier: Sequence[Evidence]) -> tuple[Point, ...]:
    """Earlier drills and this one, oldest first."""
    return tuple(
        Point(
            drill=each.drill,
            started_at=each.started_at,
            verdict=each.verdict,
            seconds=_largest(_waited(move) for move in each.moves),
            rpo_seconds=_largest(lost for move in each.moves for lost in move.measured.rpo_seconds.values()),
        )
        for each in (*earlier, evidence)
    )


def shifts(evidence: Evidence, earlier: Sequence[Evidence]) -> tuple[Shift, ...]:
    """Steps that are at least a fifth and a second slower or faster than the median of what they took before."""
    usual: dict[tuple[str, str], list[float]] = {}
    for each in earlier:
        for key, seconds in _seconds(each).items():
            usual.setdefault(key, []).append(seconds)
    found = [
        Shift(move=move, step=step, usual_seconds=median(usual[move, step]), seconds=seconds)
        for (move, step), seconds in _seconds(evidence).items()
        if (move, step) in usual
    ]
    return tuple(
        each
        for each in found
        if abs(each.seconds - each.usual_seconds) >= max(_LEAST_SECONDS, _SHARE * each.usual_seconds)
    )


def _seconds(evidence: Evidence) -> Mapping[tuple[str, str], float]:
    return {
        (f"{move.source} to {move.target}", step.name): step.seconds
        for move in evidence.moves
        for step in move.steps
        if step.seconds is not None
    }


def _waited(move: MoveMade) -> float | None:
    measured = move.measured
    return measured.pause_seconds if measured.rto_seconds is None else measured.rto_seconds


def _largest(values: Iterable[float | None]) -> float | None:
    """None also where one of them is not known: the largest of the others would look like all there is."""
    known = list(values)
    if not known or None in known:
        return None
    return max(value for value in known if value is not None)
