"""Running work in an order of dependencies, as much at once as there are workers."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from sandbox.engine.errors import EngineError
from sandbox.engine.resource import ResourceState


def run_in_order(
    states: Iterable[ResourceState],
    blockers: Mapping[int, set[int]],
    work: Callable[[ResourceState], None],
    workers: int,
) -> None:
    """Run `work` on each state once everything in its `blockers` (by position) is done.

    After the first failure nothing new starts; what runs is waited for, then the failure is raised.
    """
    items = list(states)
    waiting = {index: set(blockers.get(index, ())) for index in range(len(items))}
    running: dict[Future[None], int] = {}
    failures: list[BaseException] = []
    with ThreadPoolExecutor(max(1, workers), "step") as pool:
        try:
            while waiting or running:
                if not failures:
                    # No more than can start at once: what waits in the pool could not be held back after a failure.
                    free = max(1, workers) - len(running)
                    for index in [index for index, left in waiting.items() if not left][:free]:
                        del waiting[index]
                        running[pool.submit(work, items[index])] = index
                if not running:
                    break
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    index = running.pop(future)
                    if error := future.exception():
                        failures.append(error)
                    for left in waiting.values():
                        left.discard(index)
        finally:
            pool.shutdown(cancel_futures=True)
    if len(failures) == 1 or not all(isinstance(error, EngineError) for error in failures):
        raise failures[0]
    if failures:
        raise EngineError("\n".join(str(error) for error in failures))


def dependents_first(states: list[ResourceState]) -> dict[int, set[int]]:
    """Blockers for deletion: a state waits for every later one that needs it.

    States are in an order of dependencies, so nothing needs what comes after it; a URN that is there twice (a resource
    and what it superseded) therefore makes no circle. Whoever needs a component needs all that is in it: outputs of a
    remote component name the component, not the child that they came from.
    """
    by_urn: dict[str, list[int]] = {}
    within: dict[str, list[int]] = {}
    above: dict[str, tuple[str, ...]] = {}
    blockers: dict[int, set[int]] = {}
    for index, state in enumerate(states):
        ancestors = above.get(state.parent, ())
        for needed in state.needs:
            inside = () if needed in ancestors else within.get(needed, ())
            for target in (*by_urn.get(needed, ()), *inside):
                blockers.setdefault(target, set()).add(index)
        by_urn.setdefault(state.urn, []).append(index)
        for ancestor in ancestors:
            within.setdefault(ancestor, []).append(index)
        above[state.urn] = ancestors if state.custom else (*ancestors, state.urn)
    return blockers


class Latch:
    """Remembers the errors that any thread reports."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.errors: list[BaseException] = []

    def report(self, error: BaseException) -> None:
        """Keep the error."""
        with self._lock:
            self.errors.append(error)
