"""Whether a drill showed what it had to. Pure: an auditor can follow every reason."""

from collections.abc import Iterator, Sequence

from operations.drill.evidence import MoveMade, Outcome, Targets

SURVIVED, PASSED, FAILED = "survived", "passed", "failed"
_NOBODY = "nobody knows which"
_DURABLE = ("tables", "database", "queues")


def refused_by(gate: str) -> str:
    """How an expected refusal is written."""
    return f"refused by gate {gate}"


def stopped_at(step: str) -> str:
    """How it is written that a step gave up in its time, with what is done kept."""
    return f"stopped at step {step}"


def then(*words: str) -> str:
    """How it is written that one attempt followed another."""
    return ", then ".join(words)


def found(moves: Sequence[MoveMade]) -> str:
    """What became of the moves, in the words in which it was expected."""
    words = [_word(move) for move in moves]
    if not words:
        return "nothing was tried"
    return SURVIVED if set(words) == {SURVIVED} else then(*words)


def _word(move: MoveMade) -> str:
    if move.outcome is Outcome.REFUSED:
        return refused_by(" and ".join(move.refused_by) or _NOBODY)
    if move.outcome is Outcome.FAILED:
        steps = sorted(each.name for each in move.steps if each.outcome == FAILED)
        return stopped_at(" and ".join(steps) or _NOBODY)
    return SURVIVED


def reasons(expected: str, moves: Sequence[MoveMade], targets: Targets) -> tuple[str, ...]:
    """Why a drill failed; nothing where it passed."""
    seen = found(moves)
    if seen != expected:
        told = next((f" ({move.error})" for move in moves if move.error), "")
        return (f"expected: {expected}; found: {seen}{told}",)
    return tuple(reason for move in moves if move.outcome is Outcome.DONE for reason in _misses(move, targets))


def _misses(move: MoveMade, targets: Targets) -> Iterator[str]:
    name, measured = f"{move.source} to {move.target}", move.measured
    if move.kind == "disaster":
        yield from _against(f"{name}: RTO", measured.rto_seconds, targets.rto_seconds)
    else:
        yield from _against(f"{name}: no order was placed", measured.pause_seconds, targets.rto_seconds)
    accepted, placed = (move.lost_writes.get(f"orders_{what}") for what in ("accepted", "placed"))
    if accepted != placed:
        yield f"{name}: of {accepted} orders that were accepted before, {placed} were placed"
    for store in _DURABLE:
        yield from _against(f"{name}: RPO of {store}", measured.rpo_seconds.get(store), targets.rpo_seconds)


def _against(what: str, seconds: float | None, limit: float) -> Iterator[str]:
    if seconds is None:
        yield f"{what} is not known: nobody could look, which is not the same as nothing lost"
    elif seconds > limit:
        yield f"{what} for {seconds:g} s, and the objective is {limit:g} s"
