"""Running work in an order of dependencies, as much at once as there are workers."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

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
    failure: BaseException | None = None
    with ThreadPoolExecutor(max(1, workers), "step") as pool:
        while waiting or running:
            ready = [index for index, left in waiting.items() if not left] if failure is None else []
            for index in ready:
                del waiting[index]
                running[pool.submit(work, items[index])] = index
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                index = running.pop(future)
                failure = failure or future.exception()
                for left in waiting.values():
                    left.discard(index)
    if failure is not None:
        raise failure


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
    """Remembers the first error that any thread reports."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.error: BaseException | None = None

    def report(self, error: BaseException) -> None:
        """Keep the error if it is the first."""
        with self._lock:
            self.error = self.error or error
