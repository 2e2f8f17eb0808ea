"""What a capacity means for each tier's size."""

import pytest

from settings import Capacity, TaskBounds
from tests.stack_files import HOME, settings_of

_SETTINGS = settings_of(HOME)
_WEB = _SETTINGS.workloads["web"]


@pytest.mark.parametrize(
    ("capacity", "instances", "nodes"),
    [(Capacity.FULL, 3, 3), (Capacity.REDUCED, 2, 2), (Capacity.ONE, 1, 1), (Capacity.ZERO, 1, 1)],
)
def test_stores_are_never_without_an_instance(capacity: Capacity, instances: int, nodes: int) -> None:
    assert _SETTINGS.database.instance_count(capacity) == instances
    assert _SETTINGS.cache.node_count(capacity) == nodes


@pytest.mark.parametrize(
    ("capacity", "bounds"),
    [
        (Capacity.FULL, (6, 60)),
        (Capacity.REDUCED, (3, 60)),
        (Capacity.ONE, (1, 1)),
        (Capacity.ZERO, (0, 0)),
    ],
)
def test_a_reduced_workload_may_grow_to_all_of_the_load_and_one_at_zero_may_not(
    capacity: Capacity, bounds: tuple[int, int]
) -> None:
    assert _WEB.bounds(capacity) == TaskBounds(min_tasks=bounds[0], max_tasks=bounds[1])


def test_the_backlog_to_scale_on_is_what_one_worker_clears_in_the_time_that_a_message_may_wait() -> None:
    worker = _SETTINGS.workloads["worker"].scaling
    assert worker.by == "backlog"
    assert worker.messages_per_task == 240
