"""Timing. What is compared runs alternately, because a machine is faster at one time than at another."""

import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Work = Callable[[], object]
# Below it, a tenth of a second says nothing.
_TENTH = 0.1


@dataclass(frozen=True, kw_only=True)
class Row:
    """`measured` against `base`, each in seconds, one pair for each round."""

    what: str
    against: str
    measured: Sequence[float]
    base: Sequence[float]

    @property
    def ratio(self) -> float:
        """Median of the ratios of the rounds, so that a slow moment touches both sides of one of them."""
        return statistics.median(mine / other for mine, other in zip(self.measured, self.base, strict=True))

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        mine, other = (_told(statistics.median(seconds)) for seconds in (self.measured, self.base))
        return (self.what, self.against, f"{self.ratio:.2f}", mine, other, str(len(self.base)))


def _told(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= _TENTH else f"{seconds * 1000:.2f} ms"


@contextmanager
def stopwatch(seconds: list[float]) -> Iterator[None]:
    """Add how long the block took."""
    begin = time.perf_counter()
    yield
    seconds.append(time.perf_counter() - begin)


def alternately(rounds: int, *works: Work) -> list[list[float]]:
    """Seconds of each work in each round, after one round that is not counted."""
    for work in works:
        work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seconds in zip(works, taken, strict=True):
            with stopwatch(seconds):
                work()
    return taken


def processor_seconds(work: Work) -> float:
    """Time of a processor that the work's child processes took, and theirs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
